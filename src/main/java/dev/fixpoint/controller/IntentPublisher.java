// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Shard;
import dev.fixpoint.intent.Shards;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.Names;
import dev.fixpoint.wire.ShardWire;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/// Writes intents, shard by shard, each only when its content has changed.
@Singleton
class IntentPublisher {
  private static final Logger LOG = Logger.getLogger(IntentPublisher.class);

  private final KubernetesClient client;
  private final Cluster cluster;
  private final Stored stored;
  private final Acks acks;

  IntentPublisher(KubernetesClient client, Cluster cluster, Stored stored, Acks acks) {
    this.client = client;
    this.cluster = cluster;
    this.stored = stored;
    this.acks = acks;
  }

  /// A published intent.
  ///
  /// @param version the resourceVersion of its last write
  /// @param written whether that write was this call's
  record Published(long version, boolean written) {}

  /// @param generation of the VirtualService that the intent was compiled from
  ///
  /// @param trigger when a change of a pod that leads to this write was learned; empty where
  ///     something else does
  Published publish(Intent intent, long generation, Optional<Instant> trigger) {
    var existing = existing(intent.key());
    if (existing.values().stream().anyMatch(facts -> !facts.ownerUid().equals(intent.ownerUid()))) {
      // Of an earlier VirtualService of the same name: an intent's owner can't be changed. Or of a
      // later one, which a view that lags does not know yet.
      if (!stored.has(intent.key(), intent.ownerUid())) {
        throw new Overtaken();
      }
      existing.values().forEach(this::delete);
      existing.clear();
    }
    var wanted = Shards.split(intent, existing.isEmpty() ? 0 : existing.lastKey() + 1);
    var last = existing.values().stream().max(Comparator.comparingLong(ShardFacts::version));
    long version = last.map(ShardFacts::version).orElse(0L);
    boolean written = false;
    for (var shard : wanted) {
      if (!holds(existing.get(shard.index()), shard)) {
        version = write(shard, existing.get(shard.index()), generation, trigger);
        written = true;
      }
    }
    // The one written last speaks for all.
    if (!written && !last.flatMap(ShardFacts::content).filter(c -> isLast(c, wanted)).isPresent()) {
      version = write(wanted.getFirst(), existing.get(0), generation, trigger);
      written = true;
    }
    if (written) {
      LOG.infof(
          "%s: revision %s is published, resourceVersion %d",
          intent.key(), intent.revision(), version);
    }
    existing.tailMap(wanted.size()).values().forEach(this::delete);
    return new Published(version, written);
  }

  private static boolean holds(ShardFacts facts, Shard wanted) {
    return facts != null && facts.content().filter(c -> c.holds(wanted)).isPresent();
  }

  private static boolean isLast(ShardFacts.Content content, List<Shard> wanted) {
    return wanted.size() == 1 || content.revisions().equals(wanted.getFirst().revisions());
  }

  /// The shards that there are, by index.
  private SortedMap<Integer, ShardFacts> existing(Key service) {
    var existing = new TreeMap<Integer, ShardFacts>();
    int known = 1;
    for (int i = 0; i < known; i++) {
      var facts = find(service, i);
      if (facts.isPresent()) {
        existing.put(i, facts.get());
        int said = facts.get().content().map(c -> c.revisions().size()).orElse(1);
        known = Math.max(known, Math.max(said, i + 2)); // one more than said: remains of a shrink
      }
    }
    return existing;
  }

  private Optional<ShardFacts> find(Key service, int index) {
    return cluster.intents.get(service.namespace(), ShardWire.nameOf(service, index));
  }

  private long write(Shard shard, ShardFacts before, long generation, Optional<Instant> trigger) {
    var resource = ShardWire.print(shard, generation);
    trigger.ifPresent(
        time -> resource.getMetadata().setAnnotations(Map.of(Names.TRIGGER_TIME, time.toString())));
    // What another leader has written since is not overwritten by what was decided before it.
    if (before != null) {
      resource.getMetadata().setResourceVersion(Long.toString(before.version()));
    } else {
      var current = client.resource(resource).get();
      if (current != null) {
        cluster.intents.wrote(current);
        if (current.isMarkedForDeletion()) {
          throw new IllegalStateException(held(current));
        }
        throw new Overtaken();
      }
    }
    var written = client.resource(resource).patch(Publisher.applyContext());
    var after = ShardFacts.of(written);
    cluster.intents.wrote(written);
    acks.intentChanged(before, after);
    return after.version();
  }

  private static String held(RoutingIntent intent) {
    return "RoutingIntent %s is deleted, but its finalizers %s hold it: see who put them there"
        .formatted(intent.getMetadata().getName(), intent.getMetadata().getFinalizers());
  }

  /// Another leader has written it first.
  static final class Overtaken extends IllegalStateException {
    private static final long serialVersionUID = 1;

    Overtaken() {
      super("another operator has written the RoutingIntent");
    }
  }

  private void delete(ShardFacts facts) {
    client
        .resources(RoutingIntent.class)
        .inNamespace(facts.key().namespace())
        .withName(facts.name())
        .lockResourceVersion(Long.toString(facts.version()))
        .delete();
  }
}
