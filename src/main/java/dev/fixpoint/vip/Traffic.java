// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.vip;

/// Which endpoints of a service are used from where, as `spec.traffic` says it.
///
/// @param internal for the cluster address
/// @param external for node ports and external addresses, by clients outside the cluster
public record Traffic(Scope internal, Scope external, Preference prefer) {

  /// All endpoints from everywhere.
  public static final Traffic DEFAULT = new Traffic(Scope.CLUSTER, Scope.CLUSTER, Preference.NONE);

  /// Where an endpoint may be.
  public enum Scope {
    CLUSTER,
    LOCAL
  }

  /// Which endpoints of the cluster are used first (KEP-4444, KEP-3015).
  public enum Preference {
    NONE,
    SAME_ZONE,
    SAME_NODE
  }

  /// Whether some clients get the endpoints of their node alone.
  public boolean isLocal() {
    return internal == Scope.LOCAL || external == Scope.LOCAL;
  }

  /// Whether what clients inside get depends on their node.
  public boolean isNear() {
    return internal == Scope.LOCAL || prefer != Preference.NONE;
  }
}
