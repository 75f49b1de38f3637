// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

/// Which endpoints a node uses first.
public enum TrafficPreference {
  /// Those in the zone of the node.
  SameZone,

  /// Those on the node, then those in its zone.
  SameNode
}
