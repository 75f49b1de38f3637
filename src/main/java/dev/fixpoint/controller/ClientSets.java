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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private final ClientSelectors selectors = new ClientSelectors();

  /// Sets that may not hold what they should.
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
    touched.addAll(selectors.use(service, used));
    long version = 0;
    for (var selector : used) {
      var set = selector.setName();
      if (touched.contains(set)) {
        write(selector);
      }
      version = Math.max(version, versionOf(set));
    }
    return version;
  }

  /// Brings a set to what it should be: what is touched meanwhile is touched again.
  private synchronized void write(ClientSelector selector) {
    var set = selector.setName();
    touched.remove(set);
    try {
      var existing = shards(set);
      var clients = Clients.of(selector, spaces(selector), this::isForeign);
      for (var shard : Shard.toWrite(existing, Shard.pack(set, existing, clients))) {
        var resource = client.resource(AddressSetWire.print(shard, selector));
        cluster.addressSets.wrote(resource.patch(Publisher.applyContext()));
      }
    } catch (RuntimeException e) {
      touched.add(set);
      throw e;
    }
  }

  private long versionOf(String set) {
    long latest = 0;
    for (int i = 0; ; i++) {
      long version = cluster.addressSets.version("", AddressSetWire.nameOf(set, i));
      if (version == 0) {
        return latest;
      }
      latest = Math.max(latest, version);
    }
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
    var namespaces =
        selector.namespace().isEmpty()
            ? cluster.namespaces.all()
            : cluster.namespaces.get("", selector.namespace()).stream().toList();
    return namespaces.stream()
        .filter(space -> selector.selectsNamespace(space.name(), space.labels()))
        .map(
            space ->
                new Space(
                    space.name(),
                    space.labels(),
                    cluster.candidates(space.name(), selector.pods())))
        .toList();
  }

  /// The services whose rule uses a set.
  Set<Key> usersOf(String set) {
    return selectors.usersOf(set);
  }

  void podChanged(String namespace, Pod before, Pod after) {
    for (var selector : selectors.concerned(namespace, before, after)) {
      if (!clients(selector, before).equals(clients(selector, after))) {
        touch(selector.setName());
      }
    }
  }

  private static List<Ip> clients(ClientSelector selector, Pod pod) {
    boolean selected = pod != null && Clients.isSelected(selector, pod);
    return selected ? Clients.addresses(pod) : List.of();
  }

  void namespaceChanged(NamespaceFacts before, NamespaceFacts after) {
    for (var selector : selectors.all()) {
      if (selects(selector, before) != selects(selector, after)) {
        touch(selector.setName());
      }
    }
  }

  private static boolean selects(ClientSelector selector, NamespaceFacts space) {
    return space != null && selector.selectsNamespace(space.name(), space.labels());
  }

  /// Nodes have got other addresses, or somebody has written a set.
  void touchAll() {
    selectors.all().forEach(selector -> touch(selector.setName()));
  }

  void touch(String set) {
    if (selectors.get(set).isPresent() && touched.add(set)) {
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
      try {
        selectors.get(set).ifPresentOrElse(this::write, () -> touched.remove(set));
      } catch (RuntimeException e) { // the client throws more than its own exceptions
        LOG.warnf("AddressSet %s could not be written, trying again: %s", set, e.getMessage());
        schedule(RETRY_MILLIS);
      }
    }
  }

  /// Deletes what nobody uses.
  ///
  /// @param present the services that exist
  /// @param referred the sets that specs and intents refer to
  synchronized void sweep(Collection<Key> present, Set<String> referred) {
    var used = selectors.retain(present, referred);
    touched.retainAll(used);
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
