// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

/// Which endpoints a node may use. Named as in `Service.spec.internalTrafficPolicy`.
public enum TrafficPolicy {
  /// All of them.
  Cluster,

  /// Only those on the node itself.
  Local
}
