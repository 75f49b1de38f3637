// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

/// From where a VirtualService can be reached. Named as in `Service.spec.type`.
public enum ServiceType {
  /// Inside the cluster, at an address of a pool.
  ClusterIP,

  /// As `ClusterIP`, and at a port of every node.
  NodePort,

  /// As `NodePort`, and at an address that clients outside the cluster can reach.
  LoadBalancer
}
