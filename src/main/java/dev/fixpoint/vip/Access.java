// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.vip;

import java.util.List;
import java.util.stream.Stream;

/// Who may connect to the addresses of a service. A client is admitted when one of the peers
/// matches it.
///
/// @param drop whether others see a time-out in place of an immediate refusal
/// @param audit whether clients are counted and remembered
/// @param protectPods whether the pods themselves are closed to others as well
public record Access(List<Peer> from, boolean drop, boolean audit, boolean protectPods) {

  /// As in NetworkPolicy: pods by their labels, or addresses.
  public sealed interface Peer {
    record Pods(ClientSelector clients) implements Peer {}

    /// @param except parts of `range` that are not admitted
    record Block(IpRange range, List<IpRange> except) implements Peer {}
  }

  /// The selectors of all peers that have one, each once, in a fixed order.
  public List<ClientSelector> selectors() {
    return from.stream()
        .flatMap(
            peer -> peer instanceof Peer.Pods(var clients) ? Stream.of(clients) : Stream.empty())
        .distinct()
        .sorted()
        .toList();
  }

  /// The addresses that the blocks admit: disjoint, sorted.
  public List<IpRange> ranges() {
    return IpRange.merged(
        from.stream()
            .flatMap(
                peer ->
                    peer instanceof Peer.Block(var range, var except)
                        ? range.minus(except).stream()
                        : Stream.empty())
            .toList());
  }
}
