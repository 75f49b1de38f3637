// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.plan.Release;
import dev.fixpoint.plan.Release.Levels;
import dev.fixpoint.plan.Release.Routed;
import dev.fixpoint.vip.Key;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Which addresses of owners that are gone no live node routes any more. This process's watch may
/// lag behind what another leader has written. So where it has not seen the intent go itself, the
/// wait is counted from what the API server has now, which takes the nodes up to a minute longer to
/// confirm while nothing else happens; and whoever frees an address asks once more.
@Singleton
class Quarantine {
  private final KubernetesClient client;
  private final Cluster cluster;
  private final Stored stored;
  private final Acks acks;
  private final Map<Claim, Long> asked = new HashMap<>();
  private Map<Claim, Long> removed = Map.of();

  /// UIDs of the owners whose intents were there at the last look.
  private Set<String> lastRouted = Set.of();

  Quarantine(KubernetesClient client, Cluster cluster, Stored stored, Acks acks) {
    this.client = client;
    this.cluster = cluster;
    this.stored = stored;
    this.acks = acks;
  }

  /// @param owners UIDs of the VirtualServices that exist
  Release judge(Set<String> owners) {
    var known = routes();
    long seen = cluster.intents.changed();
    var release = Release.judge(levels(owners, known, seen), removed);
    var owned = cluster.ledger.ours().stream().map(Claim::ownerUid).collect(Collectors.toSet());
    cluster.withdrawn.retainAll(owned);
    var fresh =
        cluster.ledger.ours().stream()
            .filter(claim -> release.removed().containsKey(claim))
            .filter(claim -> !removed.containsKey(claim))
            .toList();
    fresh.stream()
        .filter(claim -> !isGone(claim) || isRouted(claim))
        .forEach(claim -> known.add(new Routed(claim.ownerUid(), Set.of(claim.ip()))));
    boolean seenGo =
        fresh.stream()
            .map(Claim::ownerUid)
            .allMatch(uid -> cluster.withdrawn.contains(uid) || lastRouted.contains(uid));
    lastRouted = known.stream().map(Routed::ownerUid).collect(Collectors.toSet());
    long since = seenGo ? seen : Math.max(seen, now());
    var judged = Release.judge(levels(owners, known, since), removed);
    removed = judged.removed();
    return judged;
  }

  private List<Routed> routes() {
    var routes = new ArrayList<Routed>();
    for (var intent : cluster.intents.all()) {
      routes.add(new Routed(intent.ownerUid(), intent.allAddresses()));
    }
    return routes;
  }

  private Levels levels(Set<String> owners, List<Routed> routes, long seen) {
    return new Levels(owners, cluster.ledger.ours(), List.copyOf(routes), seen, acks.live());
  }

  /// Whether no live node can route a claim of an owner that is still there, or never was: asked
  /// again and again, it says so once all nodes know all that there was when it was asked first.
  boolean isIdle(Claim claim) {
    if (isRouted(claim)) {
      asked.remove(claim);
      return false;
    }
    asked.keySet().retainAll(cluster.ledger.all());
    long since = asked.computeIfAbsent(claim, c -> now());
    var live = acks.live();
    return !live.isEmpty() && live.stream().allMatch(node -> node.watermark() >= since);
  }

  /// Whether the owner of a claim is gone, as the API server knows it.
  boolean isGone(Claim claim) {
    return !claim.isOurs() || !stored.has(ownerOf(claim), claim.ownerUid());
  }

  private static Key ownerOf(Claim claim) {
    var name = claim.holder().substring(claim.holder().lastIndexOf('/') + 1);
    return new Key(claim.namespace(), name);
  }

  /// Whether the intent of the claim's owner has its address, as the API server knows it.
  boolean isRouted(Claim claim) {
    return stored
        .intent(ownerOf(claim))
        .filter(intent -> intent.addresses().contains(claim.ip()))
        .isPresent();
  }

  /// The resourceVersion that RoutingIntents have reached in the API server.
  private long now() {
    var one = new ListOptionsBuilder().withLimit(1L).build();
    var list = client.resources(RoutingIntent.class).inAnyNamespace().list(one);
    return Long.parseLong(list.getMetadata().getResourceVersion());
  }
}
