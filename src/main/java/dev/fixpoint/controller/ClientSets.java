// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.access.Clients;
import dev.fixpoint.access.Clients.Space;
import dev.fixpoint.access.Shard;
import dev.fixpoint.api.v1alpha1.AddressSet;
import dev.fixpoint.endpoints.Pod;
import dev.fixpoint.vip.ClientSelector;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.AddressSetWire;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Keeps the AddressSets: one set for each distinct selector of all rules of access, followed as
/// pods and namespaces come, go and change. A pod that becomes a client costs one write for each
/// set, however many services use it. Writes only for the services that this process reconciles,
/// so only while it leads.
@Singleton
class ClientSets {
  private static final Logger LOG = Logger.getLogger(ClientSets.class);

  /// What changes within this time is one write.
  private static final long GATHER_MILLIS = 20;

  private static final long RETRY_MILLIS = 1_000;

  private final KubernetesClient client;
  private final Cluster cluster;
  private final Map<Key, Set<String>> users = new ConcurrentHashMap<>();
  private final Map<String, ClientSelector> selectors = new ConcurrentHashMap<>();
  private final Set<String> touched = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("client-sets").factory());

  ClientSets(KubernetesClient client, Cluster cluster) {
    this.client = client;
    this.cluster = cluster;
  }

  /// Makes the sets of a service be there, with who is in them now.
  ///
  /// @param used the selectors of its rule; none where it has no rule
  /// @return the resourceVersion of the last write to any of them; 0 for none
  synchronized long publish(Key service, List<ClientSelector> used) {
    if (used.isEmpty()) {
      users.remove(service);
      return 0;
    }
    users.put(service, used.stream().map(ClientSelector::setName).collect(Collectors.toSet()));
    long version = 0;
    for (var selector : used) {
      selectors.put(selector.setName(), selector);
      version = Math.max(version, write(selector));
    }
    return version;
  }

  private synchronized long write(ClientSelector selector) {
    var set = selector.setName();
    var existing = shards(set);
    var clients = Clients.of(selector, spaces(selector), this::isForeign);
    for (var shard : Shard.toWrite(existing, Shard.pack(set, existing, clients))) {
      var resource = client.resource(AddressSetWire.print(shard, selector));
      cluster.addressSets.wrote(resource.patch(Publisher.applyContext()));
    }
    return cluster.addressSets.all().stream()
        .filter(facts -> facts.set().equals(set))
        .mapToLong(SetFacts::version)
        .max()
        .orElse(0);
  }

  private boolean isForeign(Ip address, Pod pod) {
    return cluster.places.forbids(address, pod).isPresent();
  }

  private Map<Integer, Shard> shards(String set) {
    var shards = new TreeMap<Integer, Shard>();
    for (int i = 0; ; i++) {
      var facts = cluster.addressSets.get("", AddressSetWire.nameOf(set, i));
      if (facts.isEmpty()) {
        return shards;
      }
      var index = i;
      facts.get().shard().ifPresent(shard -> shards.put(index, shard));
    }
  }

  private List<Space> spaces(ClientSelector selector) {
    return cluster.namespaces.all().stream()
        .filter(space -> selector.selectsNamespace(space.name(), space.labels()))
        .map(space -> new Space(space.name(), space.labels(), cluster.pods.in(space.name())))
        .toList();
  }

  /// The services whose rule uses a set.
  Set<Key> usersOf(String set) {
    var found = new HashSet<Key>();
    users.forEach(
        (key, used) -> {
          if (used.contains(set)) {
            found.add(key);
          }
        });
    return found;
  }

  void podChanged(String namespace, Pod before, Pod after) {
    selectors.forEach(
        (set, selector) -> {
          boolean may = selector.namespace().isEmpty() || selector.namespace().equals(namespace);
          if (may && !clients(selector, before).equals(clients(selector, after))) {
            touch(set);
          }
        });
  }

  private static List<Ip> clients(ClientSelector selector, Pod pod) {
    boolean selected = pod != null && Clients.isSelected(selector, pod);
    return selected ? Clients.addresses(pod) : List.of();
  }

  void namespaceChanged(NamespaceFacts before, NamespaceFacts after) {
    selectors.forEach(
        (set, selector) -> {
          if (selects(selector, before) != selects(selector, after)) {
            touch(set);
          }
        });
  }

  private static boolean selects(ClientSelector selector, NamespaceFacts space) {
    return space != null && selector.selectsNamespace(space.name(), space.labels());
  }

  /// Nodes have got other addresses, or somebody has written a set.
  void touchAll() {
    selectors.keySet().forEach(this::touch);
  }

  void touch(String set) {
    if (selectors.containsKey(set) && touched.add(set)) {
      schedule(GATHER_MILLIS);
    }
  }

  private void schedule(long delay) {
    if (scheduled.compareAndSet(false, true)) {
      timer.schedule(this::writeTouched, delay, TimeUnit.MILLISECONDS);
    }
  }

  private void writeTouched() {
    scheduled.set(false);
    for (var set : List.copyOf(touched)) {
      touched.remove(set);
      try {
        Optional.ofNullable(selectors.get(set)).ifPresent(this::write);
      } catch (RuntimeException e) { // the client throws more than its own exceptions
        LOG.warnf("AddressSet %s could not be written, trying again: %s", set, e.getMessage());
        touched.add(set);
        schedule(RETRY_MILLIS);
      }
    }
  }

  /// Deletes what nobody uses.
  ///
  /// @param present the services that exist
  /// @param referred the sets that specs and intents refer to
  synchronized void sweep(Collection<Key> present, Set<String> referred) {
    users.keySet().retainAll(present);
    var used = new HashSet<>(referred);
    users.values().forEach(used::addAll);
    selectors.keySet().retainAll(used);
    var counts = new HashMap<String, Integer>();
    var all = cluster.addressSets.all();
    for (var facts : all) {
      facts.shard().filter(s -> s.index() == 0).ifPresent(s -> counts.put(s.set(), s.shards()));
    }
    for (var facts : all) {
      boolean beyond = facts.index() >= counts.getOrDefault(facts.set(), Integer.MAX_VALUE);
      if (!used.contains(facts.set()) || beyond) {
        delete(facts);
      }
    }
  }

  private void delete(SetFacts facts) {
    try {
      client
          .resources(AddressSet.class)
          .withName(facts.name())
          .lockResourceVersion(Long.toString(facts.version()))
          .delete();
      LOG.debugf("AddressSet %s is used no more: deleted", facts.name());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }
}
