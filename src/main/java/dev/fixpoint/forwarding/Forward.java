// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

import dev.fixpoint.vip.Key;
import java.util.List;

/// What this node does with new connections to a [Frontend]: each goes to one of the targets,
/// chosen at random with equal shares; without any, the [Guard] decides.
///
/// @param owner the VirtualService behind it
/// @param targets sorted, without repetition
public record Forward(Key owner, List<Target> targets, Guard guard) {

  public Forward {
    targets = targets.stream().sorted().distinct().toList();
  }

  /// Open to all.
  public Forward(Key owner, List<Target> targets) {
    this(owner, targets, Guard.NONE);
  }
}
