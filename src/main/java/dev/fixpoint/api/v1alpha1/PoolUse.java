// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

/// Which address of a VirtualService a pool is for.
public enum PoolUse {
  /// The address inside the cluster.
  ClusterIP,

  /// The address that a VirtualService of type LoadBalancer has outside of it.
  LoadBalancer
}
