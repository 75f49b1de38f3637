// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ops.Pace;
import dev.fixpoint.plan.Holding;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.AccessWire;
import dev.fixpoint.wire.ServiceWire;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Looks over everything from time to time, for what no event tells: services that are gone and
/// what they leave, nodes that fell silent, and specs that nobody has answered. Runs on the
/// leader.
@Singleton
class Sweeper {
  private static final Logger LOG = Logger.getLogger(Sweeper.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);

  /// After which a spec that is still unanswered is taken for forgotten.
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final KubernetesClient client;
  private final Cluster cluster;
  private final Stored stored;
  private final Acks acks;
  private final Wakeups wakeups;
  private final AddressBook addresses;
  private final PortSweep ports;
  private final ServiceReconciler services;
  private final PoolKeeper poolKeeper;
  private final Quarantine quarantine;
  private final Repairer repairer;
  private final ClientSets clientSets;
  private final DenialEvents denials;
  private final Absentees absentees;
  private final Gatekeeper gates;
  private final Gauges gauges;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sweeper").factory());
  private Set<String> knownOwners = Set.of();
  private Set<Key> paused = Set.of();
  private Map<Key, Long> unanswered = Map.of();
  private long lookedForUnanswered = System.nanoTime();

  /// By [System#nanoTime].
  private long nextSweep = System.nanoTime();

  Sweeper(
      KubernetesClient client,
      Cluster cluster,
      Stored stored,
      Acks acks,
      Wakeups wakeups,
      AddressBook addresses,
      PortSweep ports,
      ServiceReconciler services,
      ClientSets clientSets,
      DenialEvents denials,
      Absentees absentees,
      Gatekeeper gates,
      Gauges gauges,
      PoolKeeper poolKeeper,
      Quarantine quarantine,
      Repairer repairer) {
    this.client = client;
    this.cluster = cluster;
    this.stored = stored;
    this.acks = acks;
    this.wakeups = wakeups;
    this.addresses = addresses;
    this.ports = ports;
    this.services = services;
    this.poolKeeper = poolKeeper;
    this.quarantine = quarantine;
    this.repairer = repairer;
    this.clientSets = clientSets;
    this.denials = denials;
    this.absentees = absentees;
    this.gates = gates;
    this.gauges = gauges;
  }

  void start() {
    long period = PERIOD.toMillis();
    timer.scheduleWithFixedDelay(this::turn, period, period, TimeUnit.MILLISECONDS);
  }

  private void turn() {
    try {
      if (cluster.isListed()) {
        wakeups.wake(acks.refresh());
        absentees.tell(acks.nodes());
        gates.sweep();
        if (System.nanoTime() - nextSweep >= 0) {
          long began = processorTime();
          sweep();
          gauges.read(repairer.due());
          var took = Duration.ofNanos(processorTime() - began);
          nextSweep = System.nanoTime() + Pace.pauseAfter(took, PERIOD).toNanos();
        }
      }
    } catch (KubernetesClientException e) {
      LOG.warnf("the sweep failed, trying again: %s", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("the sweep failed, trying again", e);
    }
  }

  private static long processorTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private void sweep() {
    var present = wakeups.allServices();
    var owners =
        present.stream().map(service -> service.getMetadata().getUid()).collect(Collectors.toSet());
    repairer.turn(present);
    var release = quarantine.judge(owners);
    for (var intent : cluster.intents.all()) {
      if (release.orphanedIntents().contains(intent.ownerUid())
          && !stored.has(intent.key(), intent.ownerUid())) {
        delete(intent);
      }
    }
    var holding = Holding.judge(release.free(), cluster.judgedPools(), Instant.now());
    holding.free().stream().filter(this::mayGo).forEach(addresses::free);
    holding.hold().forEach((claim, until) -> hold(claim, until));
    poolKeeper.turn();
    ports.sweep(owners).stream()
        .filter(claim -> !stored.has(claim.owner(), claim.ownerUid()))
        .forEach(ports::free);
    denials.turn(present);
    clientSets.sweep(present.stream().map(ServiceWire::keyOf).toList(), referred(present));
    forgetAll(owners);
    wakeResumed(present);
    wakeUnanswered(present);
  }

  private void hold(Claim claim, Instant until) {
    if (mayGo(claim)) {
      addresses.hold(claim, until);
    }
  }

  /// The sets of clients that specs ask for and nodes route by.
  private Set<String> referred(List<VirtualService> present) {
    var sets = new HashSet<String>();
    for (var intent : cluster.intents.all()) {
      intent.content().ifPresent(content -> sets.addAll(content.sets()));
    }
    for (var service : present) {
      AccessWire.parse(service)
          .value()
          .flatMap(access -> access)
          .ifPresent(access -> access.selectors().forEach(s -> sets.add(s.setName())));
    }
    return sets;
  }

  private boolean mayGo(Claim claim) {
    return repairer.mayGo(claim) && quarantine.isGone(claim) && !quarantine.isRouted(claim);
  }

  /// The garbage collector deletes it too, but nodes need not wait for that.
  private void delete(ShardFacts intent) {
    var resource =
        client
            .resources(RoutingIntent.class)
            .inNamespace(intent.key().namespace())
            .withName(intent.name());
    try {
      resource.lockResourceVersion(Long.toString(intent.version())).delete();
      LOG.infof("%s is gone: its routing ends", intent.key());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  private void forgetAll(Set<String> owners) {
    if (!owners.containsAll(knownOwners)) {
      var keys = wakeups.allServices().stream().map(ServiceWire::keyOf).collect(Collectors.toSet());
      services.retain(keys);
    }
    knownOwners = new HashSet<>(owners);
  }

  /// An annotation changes no generation, so that the framework tells nobody of a pause that
  /// ends.
  private void wakeResumed(List<VirtualService> present) {
    var now =
        present.stream()
            .filter(ServiceWire::isPaused)
            .map(ServiceWire::keyOf)
            .collect(Collectors.toSet());
    paused.stream().filter(key -> !now.contains(key)).forEach(key -> wakeups.wake(List.of(key)));
    paused = now;
  }

  /// A change that arrives together with the operator's own write can be lost by the framework:
  /// whoever has not been answered for long is woken.
  private void wakeUnanswered(List<VirtualService> present) {
    if (System.nanoTime() - lookedForUnanswered < PATIENCE.toNanos()) {
      return;
    }
    lookedForUnanswered = System.nanoTime();
    var now = new HashMap<Key, Long>();
    for (var service : present) {
      var generation = service.getMetadata().getGeneration();
      var answered =
          Optional.ofNullable(service.getStatus()).map(status -> status.getObservedGeneration());
      if (!generation.equals(answered.orElse(null)) && !ServiceWire.isPaused(service)) {
        now.put(ServiceWire.keyOf(service), generation);
      }
    }
    var forgotten = new HashMap<>(now);
    forgotten.entrySet().retainAll(unanswered.entrySet());
    wakeups.wake(forgotten.keySet());
    unanswered = now;
  }
}
