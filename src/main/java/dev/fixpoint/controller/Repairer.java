// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.api.v1alpha1.VirtualServiceStatus;
import dev.fixpoint.audit.Anomaly;
import dev.fixpoint.audit.Audit;
import dev.fixpoint.audit.Facts;
import dev.fixpoint.audit.Facts.Owner;
import dev.fixpoint.audit.Facts.Route;
import dev.fixpoint.audit.Grace;
import dev.fixpoint.audit.Repair;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ops.Settings;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.ServiceWire;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Audits the store of addresses, as `fixpoint check` does, and mends or tells what has been wrong
/// for the grace; each with an Event.
@Singleton
class Repairer {

  /// One audit for so many turns of the sweeper: it looks at every claim.
  private static final int EVERY = 5;

  private final Cluster cluster;
  private final Settings settings;
  private final AddressBook addresses;
  private final EventWriter events;
  private final Wakeups wakeups;
  private final Quarantine quarantine;
  private final Set<String> known = new HashSet<>();
  private final Set<Anomaly> told = new TreeSet<>();
  private volatile Grace grace = Grace.NONE;
  private int turns;

  Repairer(
      Cluster cluster,
      Settings settings,
      AddressBook addresses,
      EventWriter events,
      Wakeups wakeups,
      Quarantine quarantine) {
    this.cluster = cluster;
    this.settings = settings;
    this.addresses = addresses;
    this.events = events;
    this.wakeups = wakeups;
    this.quarantine = quarantine;
  }

  /// Whether a claim without an owner may go: at once where this process has seen the owner, or
  /// its intent go, or it is held for its name since then; else after the grace.
  boolean mayGo(Claim claim) {
    return claim.heldUntil().isPresent()
        || known.contains(claim.ownerUid())
        || cluster.withdrawn.contains(claim.ownerUid())
        || grace.due().stream()
            .anyMatch(
                anomaly ->
                    anomaly.kind() == Anomaly.Kind.OrphanClaim
                        && anomaly.addresses().contains(claim.ip()));
  }

  void turn(Collection<VirtualService> present) {
    present.forEach(service -> known.add(service.getMetadata().getUid()));
    if (turns++ % EVERY != 0) {
      return;
    }
    var facts = facts(present);
    retainKnown(facts);
    grace = grace.next(Audit.of(facts), Instant.now(), settings.repairGrace());
    told.retainAll(grace.due());
    for (var anomaly : grace.due()) {
      mend(anomaly, facts, told.add(anomaly));
    }
  }

  /// What has been wrong for the grace.
  List<Anomaly> due() {
    return grace.due();
  }

  private Facts facts(Collection<VirtualService> present) {
    var owners = present.stream().map(Repairer::owner).toList();
    var routes =
        cluster.intents.all().stream()
            .map(
                intent ->
                    new Route(intent.key(), intent.ownerUid(), List.copyOf(intent.allAddresses())))
            .toList();
    return new Facts(owners, cluster.ledger.all(), cluster.judgedPools(), routes);
  }

  private static Owner owner(VirtualService service) {
    var shown =
        Optional.ofNullable(service.getStatus())
            .map(VirtualServiceStatus::getAddresses)
            .orElse(List.of());
    return new Owner(
        ServiceWire.keyOf(service),
        service.getMetadata().getUid(),
        shown.stream().map(Ip::parse).flatMap(Optional::stream).toList());
  }

  private void retainKnown(Facts facts) {
    var needed = new HashSet<String>();
    facts.owners().forEach(owner -> needed.add(owner.uid()));
    facts.claims().forEach(claim -> needed.add(claim.ownerUid()));
    known.retainAll(needed);
  }

  /// An orphan with a UID is given back by the sweeper, once the nodes have removed it.
  private void mend(Anomaly anomaly, Facts facts, boolean news) {
    if (news) {
      events.anomaly(anomaly, about(anomaly, facts));
    }
    Repair.of(anomaly, facts).stream()
        .filter(claim -> !claim.isOurs() || anomaly.kind() != Anomaly.Kind.OrphanClaim)
        .filter(quarantine::isIdle)
        .forEach(addresses::free);
    about(anomaly, facts).ifPresent(key -> wakeups.wake(List.of(key)));
  }

  /// The VirtualService that it concerns, if it is there.
  private static Optional<Key> about(Anomaly anomaly, Facts facts) {
    var objects = anomaly.object();
    return facts.owners().stream()
        .filter(
            owner ->
                objects.equals(
                        "vsvc/%s -n %s".formatted(owner.key().name(), owner.key().namespace()))
                    || anomaly.addresses().stream().anyMatch(owner.addresses()::contains))
        .map(Owner::key)
        .findFirst();
  }
}
