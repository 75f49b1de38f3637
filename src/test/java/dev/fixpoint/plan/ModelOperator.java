// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.plan;

import dev.fixpoint.audit.Audit;
import dev.fixpoint.audit.Facts;
import dev.fixpoint.audit.Facts.Owner;
import dev.fixpoint.audit.Facts.Route;
import dev.fixpoint.audit.Grace;
import dev.fixpoint.audit.Repair;
import dev.fixpoint.ipam.Allotment;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Decision;
import dev.fixpoint.ipam.Ledger;
import dev.fixpoint.ipam.Order;
import dev.fixpoint.ipam.Pool.Use;
import dev.fixpoint.plan.History.Routing;
import dev.fixpoint.plan.History.Vs;
import dev.fixpoint.plan.History.Watch;
import dev.fixpoint.plan.Release.Levels;
import dev.fixpoint.plan.Release.Routed;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// An operator in the model: the pure stages, and the order of reads and writes of the real one.
/// It may die after any single write, and knows nothing afterwards but what it reads again.
final class ModelOperator {
  static final Duration GRACE = Duration.ofSeconds(60);

  /// It has been killed.
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /// What is reconciled is no more.
  private static final class OwnerGone extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final History store;
  private final Random random;
  private final Watch watch = new Watch();
  private final Map<Key, Vs> services = new HashMap<>();
  private final Map<Key, Routing> intents = new HashMap<>();
  private final Map<Key, Set<Ip>> leaving = new HashMap<>();
  private final Set<String> known = new HashSet<>();
  private final Map<Claim, Long> asked = new HashMap<>();
  private final Set<String> withdrawn = new HashSet<>();
  private final Ledger ledger = new Ledger();
  private Map<Claim, Long> removed = Map.of();
  private Grace grace = Grace.NONE;
  private long seen;
  private int mortality;

  /// Begins as after a start: it has read everything.
  ///
  /// @param mortality one write in so many is its last; 0: none is
  ModelOperator(History store, Random random, int mortality) {
    this.store = store;
    this.random = random;
    this.mortality = mortality;
    services.putAll(store.services);
    intents.putAll(store.intents);
    store.claims.values().forEach(ledger::put);
    seen = store.version;
    store.watches.add(watch);
  }

  void end() {
    store.watches.remove(watch);
  }

  void immortal() {
    mortality = 0;
  }

  /// Each kind is watched by itself: of what happened first, the news may come last.
  void hear(int services, int intents, int claims) {
    for (int i = 0; i < services && !watch.services.isEmpty(); i++) {
      var event = watch.services.remove();
      put(this.services, event.key(), event.object());
    }
    for (int i = 0; i < intents && !watch.intents.isEmpty(); i++) {
      var event = watch.intents.remove();
      seen = event.version();
      var mine = this.intents.get(event.key());
      if (mine == null || mine.version() < event.version()) {
        put(this.intents, event.key(), event.object());
      }
      if (event.object() == null && mine != null) {
        withdrawn.add(mine.uid());
      } else if (event.object() != null) {
        withdrawn.remove(event.object().uid());
      }
    }
    for (int i = 0; i < claims && !watch.claims.isEmpty(); i++) {
      var event = watch.claims.remove();
      if (event.claim() == null) {
        ledger.remove(event.ip());
      } else {
        ledger.put(event.claim());
      }
    }
  }

  private static <T> void put(Map<Key, T> map, Key key, T value) {
    if (value == null) {
      map.remove(key);
    } else {
      map.put(key, value);
    }
  }

  private void wrote() {
    if (mortality > 0 && random.nextInt(mortality) == 0) {
      throw new Killed();
    }
  }

  void reconcileAll() {
    List.copyOf(services.keySet()).forEach(this::reconcile);
  }

  /// @return what it came to; empty where it knows no such service, or was refused
  Optional<Allotment> reconcile(Key key) {
    var service = services.get(key);
    if (service == null) {
      return Optional.empty();
    }
    var before = Optional.ofNullable(intents.get(key)).filter(r -> r.uid().equals(service.uid()));
    var routed = before.map(Routing::addresses).orElse(List.of());
    var order = new Order(key, Map.of(), service.uid(), Use.ClusterIP, service.wish(), routed);
    Allotment allotment;
    try {
      allotment = allocate(order);
    } catch (OwnerGone gone) {
      return Optional.empty();
    }
    if (!allotment.addresses().isEmpty() && !publish(service, allotment.addresses(), routed)) {
      retreat(service, allotment);
      return Optional.empty();
    }
    giveBack(service);
    return Optional.of(allotment);
  }

  private Allotment allocate(Order order) {
    var fresh = new TreeSet<Ip>();
    while (true) {
      var allotment = Allotment.decide(order, store.pools, ledger, random);
      boolean done =
          allotment.toClaim().stream().allMatch(granted -> claim(order, granted, fresh))
              && allotment.toRegain().stream().allMatch(found -> regain(order, found.claim()))
              && allotment.unproven(order).stream().allMatch(ip -> isStillHeld(ip, order));
      if (done) {
        fresh.retainAll(allotment.giveBack());
        fresh.forEach(ip -> ledger.holder(ip).ifPresent(this::free));
        return allotment;
      }
    }
  }

  private boolean claim(Order order, Decision.Granted granted, Set<Ip> fresh) {
    var claim =
        new Claim(
            granted.ip(),
            Claim.holderOf(order.owner()),
            order.owner().namespace(),
            order.uid(),
            order.use(),
            granted.pool(),
            Optional.empty());
    boolean created = store.create(claim);
    if (created) {
      fresh.add(granted.ip());
    }
    learn(granted.ip());
    wrote();
    return created;
  }

  private boolean regain(Order order, Claim claim) {
    var own =
        new Claim(
            claim.ip(),
            claim.holder(),
            claim.namespace(),
            order.uid(),
            order.use(),
            claim.pool(),
            Optional.empty());
    boolean replaced = store.replace(claim, own);
    learn(claim.ip());
    wrote();
    return replaced;
  }

  private boolean isStillHeld(Ip ip, Order order) {
    learn(ip);
    if (store.services.values().stream().noneMatch(s -> s.uid().equals(order.uid()))) {
      throw new OwnerGone();
    }
    return ledger.holder(ip).filter(claim -> claim.isHeldBy(order.uid())).isPresent();
  }

  private void learn(Ip ip) {
    Optional.ofNullable(store.claims.get(ip)).ifPresentOrElse(ledger::put, () -> ledger.remove(ip));
  }

  private boolean publish(Vs service, List<Ip> addresses, List<Ip> before) {
    var existing = intents.get(service.key());
    if (existing != null && !existing.uid().equals(service.uid())) {
      if (!service.uid().equals(uidOf(service.key())) || !store.delete(existing)) {
        return false;
      }
      intents.remove(service.key());
      existing = null;
      wrote();
    }
    if (existing != null && existing.addresses().equals(addresses)) {
      return true;
    }
    var written = store.write(service, addresses, existing == null ? 0 : existing.version());
    if (written == null) {
      Optional.ofNullable(store.intents.get(service.key()))
          .filter(current -> intents.get(service.key()) == null)
          .ifPresent(current -> intents.put(service.key(), current));
      return false;
    }
    intents.put(service.key(), written);
    var left = leaving.computeIfAbsent(service.key(), key -> new TreeSet<>());
    left.addAll(before);
    left.removeAll(addresses);
    wrote();
    return true;
  }

  /// The UID of the service that has this name now; null where none has.
  private String uidOf(Key key) {
    return Optional.ofNullable(store.services.get(key)).map(Vs::uid).orElse(null);
  }

  private void retreat(Vs service, Allotment allotment) {
    var current = store.intents.get(service.key());
    if (current != null && current.uid().equals(service.uid())) {
      allotment.toClaim().stream()
          .map(Decision.Granted::ip)
          .filter(ip -> !current.addresses().contains(ip))
          .filter(ip -> current.addresses().stream().anyMatch(o -> o.family() == ip.family()))
          .forEach(ip -> ledger.holder(ip).ifPresent(this::free));
    }
  }

  private void giveBack(Vs service) {
    var followed = intents.get(service.key());
    var left = leaving.getOrDefault(service.key(), Set.of());
    boolean complete =
        followed != null
            && store.live().stream().allMatch(n -> n.watermark() >= followed.version());
    if (left.isEmpty() || !complete) {
      return;
    }
    var current = store.intents.get(service.key());
    if (current != null
        && current.uid().equals(service.uid())
        && current.version() <= followed.version()) {
      for (var ip : left) {
        ledger
            .holder(ip)
            .filter(claim -> claim.isHeldBy(service.uid()))
            .filter(claim -> !current.addresses().contains(ip))
            .ifPresent(this::free);
      }
      leaving.remove(service.key());
    }
  }

  private void free(Claim claim) {
    store.delete(claim);
    learn(claim.ip());
    wrote();
  }

  void sweep() {
    services.values().forEach(service -> known.add(service.uid()));
    repair();
    var owners = services.values().stream().map(Vs::uid).collect(Collectors.toSet());
    var release = judge(owners);
    for (var routing : List.copyOf(intents.values())) {
      if (release.orphanedIntents().contains(routing.uid())
          && store.services.values().stream().noneMatch(s -> s.uid().equals(routing.uid()))
          && store.delete(routing)) {
        intents.remove(routing.key());
        wrote();
      }
    }
    var holding = Holding.judge(release.free(), store.pools, store.now);
    holding.free().stream().filter(this::mayGo).forEach(this::free);
    holding
        .hold()
        .forEach(
            (claim, until) -> {
              if (mayGo(claim)) {
                store.replace(claim, claim.held(until));
                learn(claim.ip());
                wrote();
              }
            });
  }

  private boolean mayGo(Claim claim) {
    boolean lasting =
        grace.due().stream().anyMatch(anomaly -> anomaly.addresses().contains(claim.ip()));
    return (claim.heldUntil().isPresent() || known.contains(claim.ownerUid()) || lasting)
        && store.isGone(claim)
        && !store.isRouted(claim);
  }

  private Release judge(Set<String> owners) {
    var routes = routes();
    var release = Release.judge(levels(owners, routes, seen), removed);
    var fresh =
        ledger.ours().stream()
            .filter(claim -> release.removed().containsKey(claim))
            .filter(claim -> !removed.containsKey(claim))
            .toList();
    fresh.stream()
        .filter(claim -> !store.isGone(claim) || store.isRouted(claim))
        .forEach(claim -> routes.add(new Routed(claim.ownerUid(), Set.of(claim.ip()))));
    boolean seenGo = fresh.stream().map(Claim::ownerUid).allMatch(withdrawn::contains);
    var judged = Release.judge(levels(owners, routes, seenGo ? seen : store.version), removed);
    removed = judged.removed();
    return judged;
  }

  private List<Routed> routes() {
    var routes = new ArrayList<Routed>();
    intents.values().forEach(r -> routes.add(new Routed(r.uid(), Set.copyOf(r.addresses()))));
    return routes;
  }

  private Levels levels(Set<String> owners, Collection<Routed> routes, long version) {
    return new Levels(owners, ledger.ours(), List.copyOf(routes), version, store.live());
  }

  private void repair() {
    var owners =
        services.values().stream().map(s -> new Owner(s.key(), s.uid(), addressesOf(s))).toList();
    var routes =
        intents.values().stream().map(r -> new Route(r.key(), r.uid(), r.addresses())).toList();
    var facts = new Facts(owners, ledger.all(), store.pools, routes);
    grace = grace.next(Audit.of(facts), store.now, GRACE);
    for (var anomaly : grace.due()) {
      for (var claim : Repair.of(anomaly, facts)) {
        if (!store.isGone(claim) && isIdle(claim)) {
          free(claim);
        }
      }
    }
  }

  private boolean isIdle(Claim claim) {
    if (store.isRouted(claim)) {
      asked.remove(claim);
      return false;
    }
    asked.keySet().retainAll(ledger.all());
    long since = asked.computeIfAbsent(claim, c -> store.version);
    return store.live().stream().allMatch(node -> node.watermark() >= since);
  }

  /// What its status shows.
  private List<Ip> addressesOf(Vs service) {
    return Optional.ofNullable(intents.get(service.key()))
        .filter(routing -> routing.uid().equals(service.uid()))
        .map(Routing::addresses)
        .orElse(List.of());
  }
}
