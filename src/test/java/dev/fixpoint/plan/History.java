// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.plan;

import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Pool;
import dev.fixpoint.status.Rollout.LiveNode;
import dev.fixpoint.vip.AddressWish;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;

/// A model of the API server and of the nodes: objects with versions, watches that deliver late,
/// and creation, change and deletion that are refused where somebody else was quicker.
final class History {

  /// A VirtualService.
  record Vs(Key key, String uid, AddressWish wish) {}

  /// A RoutingIntent.
  record Routing(Key key, String uid, List<Ip> addresses, long version) {}

  /// What a watch tells. A null `object` is a deletion.
  record Event<T>(Key key, T object, long version) {}

  /// The watch of claims names them by address.
  record ClaimEvent(Ip ip, Claim claim) {}

  /// One watcher's events that are on their way, in the order of each kind.
  static final class Watch {
    final Queue<Event<Vs>> services = new ArrayDeque<>();
    final Queue<Event<Routing>> intents = new ArrayDeque<>();
    final Queue<ClaimEvent> claims = new ArrayDeque<>();
  }

  /// A node: what its kernel routes, and up to which version it knows the intents.
  static final class Node {
    final Watch watch = new Watch();
    final Map<Key, Routing> kernel = new HashMap<>();
    long watermark;

    void apply(int events) {
      for (int i = 0; i < events && !watch.intents.isEmpty(); i++) {
        var event = watch.intents.remove();
        if (event.object() == null) {
          kernel.remove(event.key());
        } else {
          kernel.put(event.key(), event.object());
        }
        watermark = event.version();
      }
    }

    /// What a bookmark does: with nothing on its way, the node knows all up to this version.
    void bookmark(long version) {
      if (watch.intents.isEmpty()) {
        watermark = version;
      }
    }
  }

  private static final int MEMORY = 5_000;

  final Map<Ip, Claim> claims = new TreeMap<>();
  final Map<Key, Vs> services = new HashMap<>();
  final Map<Key, Routing> intents = new HashMap<>();
  final List<Watch> watches = new ArrayList<>();
  final List<Node> nodes = List.of(new Node(), new Node());
  List<Pool> pools = List.of();
  Instant now = Instant.EPOCH;
  long version;
  long refusals;
  private final Deque<Object> past = new ArrayDeque<>();

  History() {
    nodes.forEach(node -> watches.add(node.watch));
  }

  void put(Vs service) {
    services.put(service.key(), service);
    version++;
    watches.forEach(w -> w.services.add(new Event<>(service.key(), service, version)));
  }

  void delete(Vs service) {
    services.remove(service.key());
    version++;
    watches.forEach(w -> w.services.add(new Event<>(service.key(), null, version)));
  }

  boolean create(Claim claim) {
    return refused(claims.putIfAbsent(claim.ip(), claim) == null) && told(claim.ip());
  }

  boolean replace(Claim before, Claim after) {
    return refused(claims.replace(before.ip(), before, after)) && told(before.ip());
  }

  boolean delete(Claim claim) {
    return refused(claims.remove(claim.ip(), claim)) && told(claim.ip());
  }

  private boolean refused(boolean done) {
    refusals += done ? 0 : 1;
    return done;
  }

  private boolean told(Ip ip) {
    version++;
    note(new ClaimEvent(ip, claims.get(ip)));
    watches.forEach(w -> w.claims.add(new ClaimEvent(ip, claims.get(ip))));
    return true;
  }

  /// @param known the version that the writer has seen; 0 where it has seen none
  /// @return what is stored, or null where it is refused
  Routing write(Vs owner, List<Ip> addresses, long known) {
    var current = intents.get(owner.key());
    if (!refused(known == (current == null ? 0 : current.version()))) {
      return null;
    }
    var written = new Routing(owner.key(), owner.uid(), addresses, ++version);
    intents.put(owner.key(), written);
    note(written);
    watches.forEach(w -> w.intents.add(new Event<>(owner.key(), written, version)));
    return written;
  }

  boolean delete(Routing routing) {
    var current = intents.get(routing.key());
    if (!refused(current != null && current.version() == routing.version())) {
      return false;
    }
    intents.remove(routing.key());
    version++;
    note(new Event<>(routing.key(), null, version));
    note(routing);
    watches.forEach(w -> w.intents.add(new Event<>(routing.key(), null, version)));
    return true;
  }

  /// What happens, for whoever wants to know how it came.
  private void note(Object what) {
    past.add(what);
    if (past.size() > MEMORY) {
      past.remove();
    }
  }

  /// The latest notes that have these words.
  String past(String... words) {
    return past.stream()
        .map(Object::toString)
        .filter(note -> List.of(words).stream().anyMatch(note::contains))
        .reduce("", (a, b) -> a + "\n" + b);
  }

  List<LiveNode> live() {
    return nodes.stream().map(n -> new LiveNode("n", n.watermark, Map.of())).toList();
  }

  boolean isRouted(Claim claim) {
    return intents.values().stream()
        .filter(routing -> Claim.holderOf(routing.key()).equals(claim.holder()))
        .anyMatch(routing -> routing.addresses().contains(claim.ip()));
  }

  boolean isGone(Claim claim) {
    return services.values().stream().noneMatch(s -> claim.isHeldBy(s.uid()));
  }

  /// Who is routed at an address, by any kernel and by the intents.
  ///
  /// @return VirtualServices that share one, as text; empty where none do
  List<String> shared() {
    var holders = new HashMap<Ip, Key>();
    var shared = new ArrayList<String>();
    for (var node : nodes) {
      node.kernel.values().forEach(routing -> meet(routing, holders, shared));
    }
    intents.values().forEach(routing -> meet(routing, holders, shared));
    return shared;
  }

  private static void meet(Routing routing, Map<Ip, Key> holders, List<String> shared) {
    for (var ip : routing.addresses()) {
      var other = holders.putIfAbsent(ip, routing.key());
      if (other != null && !Objects.equals(other, routing.key())) {
        shared.add(ip + " of " + other + " and " + routing.key());
      }
    }
  }
}
