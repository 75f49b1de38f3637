// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

/// A node of either kind: its name in Kubernetes and its network namespace.
public interface ClusterNode {

  String name();

  Netns netns();

  /// The node's own address.
  String address();
}
