// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.endpoints;

import dev.fixpoint.vip.Family;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// One EndpointSlice's content: endpoints of one family that agree on their target ports.
///
/// @param targetPorts one for each port of the service, 0 for a port that these pods lack
/// @param endpoints sorted, at most [#MAX]
public record Slice(Family family, List<Integer> targetPorts, List<Endpoint> endpoints) {

  /// The most endpoints in a slice, as the endpointslice controller has it.
  public static final int MAX = 100;

  /// The slices that hold exactly `wanted`, with as few of `existing` changed as possible: an
  /// endpoint stays in its slice, a new one goes to the fullest slice with room.
  ///
  /// @param existing by index; an index that is missing in the result is a slice to delete
  public static SortedMap<Integer, Slice> pack(
      Map<Integer, Slice> existing, List<Endpoint> wanted) {
    var kept = new TreeMap<Integer, List<Endpoint>>();
    var home = homes(existing);
    var homeless = new ArrayList<Endpoint>();
    for (var endpoint : wanted) {
      var index = home.get(new Home(endpoint));
      if (index == null || kept.getOrDefault(index, List.of()).size() == MAX) {
        homeless.add(endpoint);
      } else {
        kept.computeIfAbsent(index, i -> new ArrayList<>()).add(endpoint);
      }
    }
    for (var endpoint : homeless) {
      int index = roomFor(endpoint, kept, existing);
      kept.computeIfAbsent(index, i -> new ArrayList<>()).add(endpoint);
    }
    var slices = new TreeMap<Integer, Slice>();
    kept.forEach((index, endpoints) -> slices.put(index, of(endpoints)));
    return slices;
  }

  private static Slice of(List<Endpoint> endpoints) {
    var first = endpoints.getFirst();
    var sorted = List.copyOf(new TreeSet<>(endpoints));
    return new Slice(first.address().family(), first.targetPorts(), sorted);
  }

  private static Map<Home, Integer> homes(Map<Integer, Slice> existing) {
    var homes = new HashMap<Home, Integer>();
    existing.forEach(
        (index, slice) -> slice.endpoints().forEach(e -> homes.putIfAbsent(new Home(e), index)));
    return homes;
  }

  private static int roomFor(
      Endpoint endpoint, SortedMap<Integer, List<Endpoint>> kept, Map<Integer, Slice> existing) {
    int best = -1;
    for (var slice : kept.entrySet()) {
      boolean fits = slice.getValue().size() < MAX && agree(slice.getValue().getFirst(), endpoint);
      if (fits && (best < 0 || slice.getValue().size() > kept.get(best).size())) {
        best = slice.getKey();
      }
    }
    if (best >= 0) {
      return best;
    }
    int unused = 0;
    while (kept.containsKey(unused) || existing.containsKey(unused)) {
      unused++;
    }
    // A slice that would be deleted is better rewritten: one write instead of two. Its family
    // can't be changed.
    return existing.entrySet().stream()
        .filter(slice -> slice.getValue().family() == endpoint.address().family())
        .map(Map.Entry::getKey)
        .filter(index -> !kept.containsKey(index))
        .findFirst()
        .orElse(unused);
  }

  private static boolean agree(Endpoint one, Endpoint other) {
    return one.address().family() == other.address().family()
        && one.targetPorts().equals(other.targetPorts());
  }

  /// Where an endpoint belongs: it moves when its address or its ports change.
  private record Home(String podUid, String address, List<Integer> targetPorts) {
    Home(Endpoint endpoint) {
      this(endpoint.podUid(), endpoint.address().toString(), endpoint.targetPorts());
    }
  }
}
