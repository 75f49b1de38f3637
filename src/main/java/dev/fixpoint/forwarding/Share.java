// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

import java.util.List;

/// A part of the new connections, and where they go: each to one of the targets, chosen at random
/// with equal chances.
///
/// @param weight above 0; its part is weight / sum of the weights of all shares
/// @param targets at least one; sorted, without repetition
/// @param backend its name; empty where it has none
public record Share(int weight, List<Target> targets, String backend) {

  public Share(int weight, List<Target> targets) {
    this(weight, targets, "");
  }

  public Share {
    targets = targets.stream().sorted().distinct().toList();
    if (weight < 1 || targets.isEmpty()) {
      throw new IllegalArgumentException("no share: " + weight + " to " + targets);
    }
  }
}
