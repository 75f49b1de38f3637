// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

import dev.fixpoint.vip.IpRange;
import java.util.List;

/// What becomes of those whom a frontend does not serve.
///
/// @param drops whether a connection that finds no target is dropped rather than refused: there
///     are targets on other nodes, and who sent it here shall try again
/// @param ofNode whether the address is the node's own, so that its other ports are none of ours
/// @param sources the clients that may connect; empty for all
public record Guard(boolean drops, boolean ofNode, List<IpRange> sources) {

  /// Everybody may connect, and is refused at once where there is no target.
  public static final Guard NONE = new Guard(false, false, List.of());

  /// As [#NONE], at the node's own address.
  public static final Guard OF_NODE = new Guard(false, true, List.of());

  public Guard {
    sources = sources.stream().sorted().distinct().toList();
  }
}
