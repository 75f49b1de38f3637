// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

import dev.fixpoint.vip.Balancing;
import dev.fixpoint.vip.Key;
import java.util.List;
import java.util.Optional;

/// What this node does with new connections to a [Frontend]: they are shared out; without any
/// share, they are refused at once, or dropped where the [Guard] says so.
///
/// @param owner the VirtualService behind it
/// @param shares in the order of its backends; one target may be in several
/// @param balancing how a connection chooses
/// @param access which clients may connect; empty for all
public record Forward(
    Key owner, List<Share> shares, Guard guard, Balancing balancing, Optional<Access> access) {

  public Forward {
    shares = List.copyOf(shares);
  }

  public Forward(Key owner, List<Share> shares, Guard guard) {
    this(owner, shares, guard, Balancing.RANDOM);
  }

  /// Open to all.
  public Forward(Key owner, List<Share> shares, Guard guard, Balancing balancing) {
    this(owner, shares, guard, balancing, Optional.empty());
  }

  /// The same, for these clients.
  public Forward admitting(Optional<Access> clients) {
    return new Forward(owner, shares, guard, balancing, clients);
  }

  /// Open to all.
  public Forward(Key owner, List<Share> shares) {
    this(owner, shares, Guard.NONE);
  }

  /// All targets alike; refusal where there is none.
  public static Forward evenly(Key owner, List<Target> targets) {
    return new Forward(owner, targets.isEmpty() ? List.of() : List.of(new Share(1, targets)));
  }

  /// All targets of all shares, sorted, without repetition.
  public List<Target> targets() {
    return shares.size() == 1
        ? shares.getFirst().targets()
        : shares.stream().flatMap(share -> share.targets().stream()).sorted().distinct().toList();
  }
}
