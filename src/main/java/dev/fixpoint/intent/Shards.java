// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.intent;

import dev.fixpoint.intent.Intent.Backend;
import dev.fixpoint.intent.Intent.Destination;
import dev.fixpoint.intent.Intent.Group;
import dev.fixpoint.vip.Ip;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// An intent in parts, and from its parts. An endpoint's address tells its shard, so that one
/// endpoint's change is one shard's. Pure.
public final class Shards {

  /// The most endpoints in a shard.
  public static final int MAX_ENDPOINTS = 1_000;

  /// The most bytes of endpoints in a shard, which leaves room for all else in 256 KiB.
  private static final int MAX_BYTES = 180 * 1024;

  /// How full shards are made, in endpoints, when their number changes: it should not change again
  /// soon.
  private static final int COMFORT = 750;

  /// Field names and punctuation of one endpoint or group in JSON, in bytes.
  private static final int OVERHEAD = 64;

  private Shards() {}

  /// A shard that was written, and when.
  ///
  /// @param version the resourceVersion of its last write
  public record Written(Shard shard, long version) {}

  /// @param before how many shards there are already: kept where they fit, because another number
  ///     moves every endpoint
  public static List<Shard> split(Intent intent, int before) {
    long endpoints = intent.destinations().count();
    if (endpoints <= MAX_ENDPOINTS && before <= 1 && bytes(intent) <= MAX_BYTES) {
      return List.of(whole(intent));
    }
    boolean sparse = before > (4 * endpoints + MAX_ENDPOINTS - 1) / MAX_ENDPOINTS;
    int count = before > 1 && !sparse ? before : (int) ((endpoints + COMFORT - 1) / COMFORT);
    count = Math.max(1, count);
    var parts = parts(intent, count);
    while (!parts.stream().allMatch(Shards::fits)) {
      count++;
      parts = parts(intent, count);
    }
    var revisions = parts.stream().map(Intent::revision).toList();
    var fitting = parts;
    return IntStream.range(0, count)
        .mapToObj(i -> new Shard(i, revisions, fitting.get(i)))
        .toList();
  }

  static Shard whole(Intent intent) {
    return new Shard(0, List.of(intent.revision()), intent);
  }

  private static List<Intent> parts(Intent intent, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            index ->
                intent.withBackends(
                    intent.backends().stream().map(b -> part(b, index, count)).toList()))
        .toList();
  }

  private static Backend part(Backend backend, int index, int count) {
    var groups = new ArrayList<Group>();
    for (var group : backend.groups()) {
      var endpoints =
          group.endpoints().stream().filter(e -> home(e.address(), count) == index).toList();
      if (!endpoints.isEmpty()) {
        groups.add(new Group(group.targetPorts(), endpoints));
      }
    }
    return new Backend(backend.name(), backend.weight(), groups);
  }

  /// Neighbours of a subnet are spread evenly (the finalizer of splitmix64).
  private static int home(Ip address, int count) {
    long z = address.low() + 31 * address.high();
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return (int) Long.remainderUnsigned(z ^ z >>> 31, count);
  }

  private static boolean fits(Intent part) {
    // A single endpoint fits, whatever it is: the API bounds each field.
    long endpoints = part.destinations().count();
    return endpoints <= 1 || (endpoints <= MAX_ENDPOINTS && bytes(part) <= MAX_BYTES);
  }

  private static long bytes(Intent intent) {
    long bytes = 0;
    for (var backend : intent.backends()) {
      for (var group : backend.groups()) {
        bytes += OVERHEAD + 6L * group.targetPorts().size();
        bytes += group.endpoints().stream().mapToLong(Shards::bytes).sum();
      }
    }
    return bytes;
  }

  private static long bytes(Destination destination) {
    int address = destination.address().family().bits() / 3;
    return OVERHEAD + address + destination.node().length() + destination.zone().length();
  }

  /// The intent that the last write speaks of; empty as long as not every shard of that revision
  /// is here: a mixture of revisions is nobody's intent.
  public static Optional<Intent> join(Collection<Written> written) {
    var newest = written.stream().max(Comparator.comparingLong(Written::version));
    if (newest.isEmpty()) {
      return Optional.empty();
    }
    var last = newest.get().shard();
    if (last.isWhole()) {
      return Optional.of(last.part());
    }
    var parts = new TreeMap<Integer, Intent>();
    for (var w : written) {
      int index = w.shard().index();
      boolean meant =
          w.shard().revisions().size() == last.revisions().size()
              && w.shard().part().revision().equals(last.revisions().get(index));
      if (meant) {
        parts.put(index, w.shard().part());
      }
    }
    return parts.size() == last.revisions().size()
        ? Optional.of(joined(last.part(), parts.values()))
        : Optional.empty();
  }

  private static Intent joined(Intent head, Collection<Intent> parts) {
    var backends = new ArrayList<Backend>();
    for (int i = 0; i < head.backends().size(); i++) {
      var byPorts = new TreeMap<String, Group>();
      for (var part : parts) {
        part.backends().get(i).groups().forEach(group -> add(byPorts, group));
      }
      var backend = head.backends().get(i);
      backends.add(new Backend(backend.name(), backend.weight(), List.copyOf(byPorts.values())));
    }
    return head.withBackends(backends);
  }

  private static void add(Map<String, Group> byPorts, Group group) {
    byPorts.merge(
        group.targetPorts().toString(),
        group,
        (one, other) -> {
          var all = new ArrayList<>(one.endpoints());
          all.addAll(other.endpoints());
          all.sort(null);
          return new Group(one.targetPorts(), List.copyOf(all));
        });
  }
}
