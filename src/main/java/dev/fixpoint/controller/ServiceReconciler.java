// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.api.v1alpha1.VirtualServiceStatus;
import dev.fixpoint.endpoints.EndpointSet;
import dev.fixpoint.endpoints.Pod;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Intent.External;
import dev.fixpoint.ipam.Allotment;
import dev.fixpoint.ops.Settings;
import dev.fixpoint.plan.EndpointFindings;
import dev.fixpoint.plan.ServiceFindings;
import dev.fixpoint.status.Conditions;
import dev.fixpoint.status.Finding;
import dev.fixpoint.status.Rollout;
import dev.fixpoint.status.Rollout.Written;
import dev.fixpoint.vip.Access;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.VipService;
import dev.fixpoint.wire.AccessWire;
import dev.fixpoint.wire.ServiceWire;
import dev.fixpoint.wire.StatusWire;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.quarkiverse.operatorsdk.runtime.api.ConfigurableReconciler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// VirtualService → address → endpoints → intent → status, top to bottom. Every step is
/// idempotent and starts from what is there.
@ControllerConfiguration(
    name = "virtualservice",
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = 5, timeUnit = TimeUnit.MINUTES))
class ServiceReconciler
    implements Reconciler<VirtualService>, ConfigurableReconciler<VirtualService> {
  private static final long LIST_LIMIT = 500;

  /// After which it is seen what another operator has written.
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final Cluster cluster;
  private final Wakeups wakeups;
  private final AddressBook addresses;
  private final Exposer exposer;
  private final IntentPublisher intents;
  private final Publisher publisher;
  private final DnsPublisher names;
  private final ClientSets clientSets;
  private final PodGuard podGuard;
  private final Acks acks;
  private final StatusWriter statuses;
  private final EventWriter events;
  private final Gatekeeper gates;
  private final Settings settings;
  private final Looks looks;

  /// When an intent or its clients were last written, by [System#nanoTime].
  private final Map<Key, Long> intentWritten = new ConcurrentHashMap<>();

  /// Addresses that an intent had before its last change, to be given back when all nodes follow.
  private final Map<Key, Set<Ip>> leaving = new ConcurrentHashMap<>();

  /// What nodes were last waited for.
  private final Map<Key, Written> followed = new ConcurrentHashMap<>();

  ServiceReconciler(
      Cluster cluster,
      Wakeups wakeups,
      AddressBook addresses,
      Exposer exposer,
      IntentPublisher intents,
      Publisher publisher,
      DnsPublisher names,
      ClientSets clientSets,
      PodGuard podGuard,
      Acks acks,
      StatusWriter statuses,
      EventWriter events,
      Gatekeeper gates,
      Settings settings,
      Looks looks) {
    this.cluster = cluster;
    this.wakeups = wakeups;
    this.addresses = addresses;
    this.exposer = exposer;
    this.intents = intents;
    this.publisher = publisher;
    this.names = names;
    this.clientSets = clientSets;
    this.podGuard = podGuard;
    this.acks = acks;
    this.statuses = statuses;
    this.events = events;
    this.gates = gates;
    this.settings = settings;
    this.looks = looks;
  }

  @Override
  public void updateConfigurationFrom(ControllerConfigurationOverrider<VirtualService> config) {
    config.withRetry(Retries.forEver());
    config.withItemStore(new TrimmedStore<>());
    config.withInformerListLimit(LIST_LIMIT);
  }

  @Override
  public List<EventSource<?, VirtualService>> prepareEventSources(
      EventSourceContext<VirtualService> context) {
    wakeups.use(context.getPrimaryCache());
    return List.of(wakeups.services);
  }

  @Override
  public UpdateControl<VirtualService> reconcile(
      VirtualService resource, Context<VirtualService> context) {
    return looks.time(resource, () -> reconcile(resource));
  }

  private UpdateControl<VirtualService> reconcile(VirtualService resource) {
    var trigger = wakeups.takeTrigger(ServiceWire.keyOf(resource));
    if (ServiceWire.isPaused(resource) || resource.isMarkedForDeletion()) {
      return UpdateControl.noUpdate();
    }
    var parsed = ServiceWire.parse(resource);
    if (parsed.value().isEmpty()) {
      var findings = ServiceFindings.refused(parsed.problems());
      return tell(resource, StatusWire.unchanged(resource), findings);
    }
    try {
      return serve(resource, parsed.value().get(), trigger);
    } catch (AddressBook.OwnerGone gone) {
      return UpdateControl.noUpdate(); // the sweeper cleans up
    }
  }

  private UpdateControl<VirtualService> serve(
      VirtualService resource, VipService service, Optional<Instant> trigger) {
    var access = AccessWire.parse(resource).value().orElseThrow();
    var allotment = addresses.allocate(service);
    var routed = allotment.addresses();
    var pods = cluster.candidates(service);
    var endpoints = endpoints(service, allotment, pods);
    var exposure = exposer.expose(service, allotment.families(), endpoints);
    var external = exposure.external();
    wakeups.waits(service.key(), !allotment.isComplete() || exposure.refusal().isPresent());
    Optional<Rollout> rollout;
    try {
      rollout =
          routed.isEmpty()
              ? Optional.empty()
              : Optional.of(route(service, access, routed, external, endpoints, trigger));
    } catch (IntentPublisher.Overtaken overtaken) {
      addresses.retreat(service, allotment);
      return UpdateControl.<VirtualService>noUpdate().rescheduleAfter(LOOK_AGAIN);
    }
    gates.served(service, pods, endpoints, rollout);
    var foreign = new ArrayList<String>();
    publisher.publish(service, endpoints, foreign);
    var named = ServiceWire.wantsDns(resource) ? routed : List.<Ip>of();
    names.publish(service, named, rollout.filter(Rollout::complete).isPresent(), foreign);
    var guarded = podGuard.keep(resource, access.filter(Access::protectPods).isPresent());
    var findings = new ArrayList<Finding>();
    findings.add(ServiceFindings.accepted());
    var allocated = ServiceFindings.allocated(allotment);
    findings.add(allocated.holds() ? exposure.refusal().orElse(allocated) : allocated);
    findings.add(EndpointFindings.of(service, endpoints));
    findings.add(ServiceFindings.programmed(rollout));
    guarded.ifPresent(findings::add);
    findings.add(ServiceFindings.ready(findings));
    findings.add(ServiceFindings.published(foreign));
    var status = StatusWire.print(service, routed, external, endpoints.getFirst(), rollout);
    var delay = rollout.filter(r -> !r.complete()).flatMap(r -> untilTold(service.key()));
    return delay.isPresent()
        ? UpdateControl.<VirtualService>noUpdate().rescheduleAfter(delay.get())
        : tell(resource, status, findings);
  }

  /// One set for each family, the primary one first.
  private List<EndpointSet> endpoints(VipService service, Allotment allotment, List<Pod> pods) {
    return allotment.families().stream()
        .map(family -> EndpointSet.select(service, pods, family, cluster.places))
        .toList();
  }

  /// The clients of a rule are published before the intent that refers to them.
  private Rollout route(
      VipService service,
      Optional<Access> access,
      List<Ip> routed,
      External external,
      List<EndpointSet> endpoints,
      Optional<Instant> trigger) {
    long clients =
        clientSets.publish(service.key(), access.map(Access::selectors).orElse(List.of()));
    var intent =
        Intent.compile(service, routed, external, endpoints)
            .admitting(access.map(Intent.Admitted::of));
    var before = addresses.routed(service).map(ShardFacts::allAddresses).orElse(Set.of());
    var published = intents.publish(intent, service.generation(), trigger);
    if (published.written()) {
      leave(service.key(), before, intent.allAddresses());
    }
    var written = new Written(published.version(), clients);
    if (!written.equals(followed.put(service.key(), written))) {
      intentWritten.put(service.key(), System.nanoTime());
    }
    var rollout = Rollout.of(service.key(), written, acks.nodes());
    if (rollout.complete()) {
      intentWritten.remove(service.key());
      giveBack(service, published.version());
      exposer.keepOnly(service, external);
    }
    return rollout;
  }

  private void leave(Key key, Set<Ip> before, Set<Ip> routed) {
    var left = leaving.computeIfAbsent(key, k -> ConcurrentHashMap.newKeySet());
    left.addAll(before);
    left.removeAll(routed);
  }

  private void giveBack(VipService service, long followed) {
    var left = leaving.getOrDefault(service.key(), Set.of());
    if (!left.isEmpty() && addresses.giveBack(service, left, followed)) {
      leaving.remove(service.key());
    }
  }

  /// How long the status may still wait for acks, so that one write tells what would take two.
  private Optional<Duration> untilTold(Key key) {
    var written = intentWritten.get(key);
    if (written == null) {
      return Optional.empty();
    }
    var left = settings.statusDelay().minusNanos(System.nanoTime() - written);
    return left.isPositive() ? Optional.of(left.plusMillis(1)) : Optional.empty();
  }

  private UpdateControl<VirtualService> tell(
      VirtualService resource, VirtualServiceStatus status, List<Finding> findings) {
    var latest = statuses.latest(resource);
    var before = StatusWire.conditionsOf(latest);
    long generation = resource.getMetadata().getGeneration();
    status.setConditions(Conditions.fold(before, findings, generation, Clock.systemUTC()));
    if (statuses.isNews(latest, status)) {
      statuses.write(resource, status);
      events.warn(resource, before, findings);
    }
    return UpdateControl.noUpdate();
  }

  /// What fails again and again is told where people look; the others are not held up, and this
  /// one is tried again.
  @Override
  public ErrorStatusUpdateControl<VirtualService> updateErrorStatus(
      VirtualService resource, Context<VirtualService> context, Exception e) {
    if (context.getRetryInfo().map(RetryInfo::getAttemptCount).orElse(0) >= Retries.TOLD_AFTER) {
      var before = StatusWire.conditionsOf(statuses.latest(resource));
      tell(resource, StatusWire.unchanged(resource), ServiceFindings.failed(before, e));
    }
    return ErrorStatusUpdateControl.noStatusUpdate();
  }

  /// Forgets what is kept of all services but these.
  void retain(Set<Key> keys) {
    intentWritten.keySet().retainAll(keys);
    leaving.keySet().retainAll(keys);
    followed.keySet().retainAll(keys);
    statuses.retain(keys);
    wakeups.retainWaiting(keys);
    gates.retain(keys);
  }
}
