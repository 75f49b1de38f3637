// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.Ip;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/// All that a table of ours holds in the kernel, or shall hold.
///
/// @param chains name → lines
/// @param vips frontend → number of slots to draw from; 0 to refuse
/// @param slots frontend → slot → endpoint
/// @param picks numbers of slots that lead to their chain
/// @param strange what is in the table but cannot be ours, one line each: to be rid of it takes a
///     new table
record NftTable(
    NftFamily family,
    Map<String, List<String>> chains,
    Map<Frontend, Integer> vips,
    Map<Frontend, SortedMap<Integer, Endpoint>> slots,
    Set<Integer> picks,
    Set<Ip> addresses,
    Set<Ip> hairpin,
    List<String> strange) {

  private static final List<String> NO_TABLE = List.of("no table");

  /// What is observed where there is no table.
  static NftTable absent(NftFamily family) {
    return new NftTable(
        family, Map.of(), Map.of(), Map.of(), Set.of(), Set.of(), Set.of(), NO_TABLE);
  }

  boolean isAbsent() {
    return strange.equals(NO_TABLE);
  }

  /// What it forwards to, as far as it does.
  Map<Frontend, List<Target>> targets() {
    var targets = new HashMap<Frontend, List<Target>>();
    vips.forEach(
        (frontend, count) -> {
          var endpoints = count == 0 ? null : slots.get(frontend);
          targets.put(
              frontend,
              endpoints == null
                  ? List.of()
                  : endpoints.values().stream().map(this::target).toList());
        });
    return targets;
  }

  private Target target(Endpoint endpoint) {
    return new Target(endpoint.address(), endpoint.port(), hairpin.contains(endpoint.address()));
  }
}
