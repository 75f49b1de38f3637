// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.api.v1alpha1.VirtualServiceStatus;
import dev.fixpoint.endpoints.EndpointSet;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.ipam.Allotment;
import dev.fixpoint.ops.Settings;
import dev.fixpoint.plan.EndpointFindings;
import dev.fixpoint.plan.ServiceFindings;
import dev.fixpoint.status.Conditions;
import dev.fixpoint.status.Finding;
import dev.fixpoint.status.Reason;
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
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.quarkiverse.operatorsdk.runtime.api.ConfigurableReconciler;
import java.time.Clock;
import java.time.Duration;
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
  private final Cluster cluster;
  private final Wakeups wakeups;
  private final AddressBook addresses;
  private final IntentPublisher intents;
  private final Publisher publisher;
  private final ClientSets clientSets;
  private final PodGuard podGuard;
  private final Acks acks;
  private final StatusWriter statuses;
  private final EventWriter events;
  private final Settings settings;

  /// When an intent or its clients were last written, by [System#nanoTime].
  private final Map<Key, Long> intentWritten = new ConcurrentHashMap<>();

  /// What nodes were last waited for.
  private final Map<Key, Written> followed = new ConcurrentHashMap<>();

  ServiceReconciler(
      Cluster cluster,
      Wakeups wakeups,
      AddressBook addresses,
      IntentPublisher intents,
      Publisher publisher,
      ClientSets clientSets,
      PodGuard podGuard,
      Acks acks,
      StatusWriter statuses,
      EventWriter events,
      Settings settings) {
    this.cluster = cluster;
    this.wakeups = wakeups;
    this.addresses = addresses;
    this.intents = intents;
    this.publisher = publisher;
    this.clientSets = clientSets;
    this.podGuard = podGuard;
    this.acks = acks;
    this.statuses = statuses;
    this.events = events;
    this.settings = settings;
  }

  @Override
  public void updateConfigurationFrom(ControllerConfigurationOverrider<VirtualService> config) {
    config.withRetry(Retries.forEver());
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
    if (ServiceWire.isPaused(resource) || resource.isMarkedForDeletion()) {
      return UpdateControl.noUpdate();
    }
    var parsed = ServiceWire.parse(resource);
    if (parsed.value().isEmpty()) {
      var reason = parsed.unsupported() ? Reason.Unsupported : Reason.Invalid;
      var findings = ServiceFindings.refused(reason, parsed.problems());
      return tell(resource, StatusWire.unchanged(resource), findings);
    }
    return serve(resource, parsed.value().get());
  }

  private UpdateControl<VirtualService> serve(VirtualService resource, VipService service) {
    var access = AccessWire.parse(resource).value().orElseThrow();
    var allotment = addresses.allocate(service);
    var routed = allotment.addresses();
    wakeups.waits(service.key(), !allotment.isComplete());
    var endpoints = endpoints(service, allotment);
    var rollout =
        routed.isEmpty()
            ? Optional.<Rollout>empty()
            : Optional.of(route(service, access, routed, endpoints));
    publisher.publish(service, endpoints);
    var guarded = podGuard.keep(resource, access.filter(Access::protectPods).isPresent());
    var findings = new ArrayList<Finding>();
    findings.add(ServiceFindings.accepted());
    findings.add(ServiceFindings.allocated(allotment));
    findings.add(EndpointFindings.of(service, endpoints));
    findings.add(ServiceFindings.programmed(rollout));
    guarded.ifPresent(findings::add);
    findings.add(ServiceFindings.ready(findings));
    var status = StatusWire.print(service, routed, endpoints.getFirst(), rollout);
    var delay = rollout.filter(r -> !r.complete()).flatMap(r -> untilTold(service.key()));
    return delay.isPresent()
        ? UpdateControl.<VirtualService>noUpdate().rescheduleAfter(delay.get())
        : tell(resource, status, findings);
  }

  /// One set for each family, the primary one first.
  private List<EndpointSet> endpoints(VipService service, Allotment allotment) {
    var pods = cluster.pods.in(service.key().namespace());
    return allotment.families().stream()
        .map(family -> EndpointSet.select(service, pods, family, cluster.places))
        .toList();
  }

  /// The clients of a rule are published before the intent that refers to them.
  private Rollout route(
      VipService service, Optional<Access> access, List<Ip> routed, List<EndpointSet> endpoints) {
    long clients =
        clientSets.publish(service.key(), access.map(Access::selectors).orElse(List.of()));
    var intent =
        Intent.compile(service, routed, endpoints).admitting(access.map(Intent.Admitted::of));
    var published = intents.publish(intent, service.generation());
    var written = new Written(published.version(), clients);
    if (!written.equals(followed.put(service.key(), written))) {
      intentWritten.put(service.key(), System.nanoTime());
    }
    var rollout = Rollout.of(service.key(), written, acks.nodes());
    if (rollout.complete()) {
      intentWritten.remove(service.key());
      addresses.keepOnly(service, routed);
    }
    return rollout;
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

  /// Forgets what is kept of all services but these.
  void retain(Set<Key> keys) {
    intentWritten.keySet().retainAll(keys);
    followed.keySet().retainAll(keys);
    statuses.retain(keys);
    wakeups.retainWaiting(keys);
  }
}
