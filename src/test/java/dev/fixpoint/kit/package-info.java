// SPDX-License-Identifier: Apache-2.0

/// The test kit: a real Kubernetes on one machine, for tests, demo and benchmarks alike. It lives
/// in network namespaces and a state folder of its own and is gone without a trace afterwards.
///
/// [dev.fixpoint.kit.ControlPlane] is the small size (API server, etcd, controller manager) with
/// [dev.fixpoint.kit.SimNode]s and [dev.fixpoint.kit.SimPod]s whose status the test writes;
/// [dev.fixpoint.kit.FullCluster] adds a scheduler and nodes with containerd and kubelet.
package dev.fixpoint.kit;
