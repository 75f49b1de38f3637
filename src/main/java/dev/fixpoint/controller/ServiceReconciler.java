// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.api.v1alpha1.VirtualServiceStatus;
import dev.fixpoint.controller.Router.Routed;
import dev.fixpoint.endpoints.EndpointSet;
import dev.fixpoint.endpoints.Pod;
import dev.fixpoint.ipam.Allotment;
import dev.fixpoint.ops.Patience;
import dev.fixpoint.plan.EndpointFindings;
import dev.fixpoint.plan.ServiceFindings;
import dev.fixpoint.status.Conditions;
import dev.fixpoint.status.Finding;
import dev.fixpoint.status.Rollout;
import dev.fixpoint.vip.Access;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.VipService;
import dev.fixpoint.wire.AccessWire;
import dev.fixpoint.wire.AnnouncerWire;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// VirtualService → address → endpoints → intent → status, top to bottom. Every step is
/// idempotent and starts from what is there.
@ControllerConfiguration(
    name = "virtualservice",
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = 5, timeUnit = TimeUnit.MINUTES))
class ServiceReconciler
    implements Reconciler<VirtualService>, ConfigurableReconciler<VirtualService> {
  private static final Logger LOG = Logger.getLogger(ServiceReconciler.class);
  private static final long LIST_LIMIT = 500;

  /// After which it is seen what another operator has written.
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final Cluster cluster;
  private final Wakeups wakeups;
  private final AddressBook addresses;
  private final Exposer exposer;
  private final Router router;
  private final Publisher publisher;
  private final DnsPublisher names;
  private final PodGuard podGuard;
  private final StatusWriter statuses;
  private final EventWriter events;
  private final Gatekeeper gates;
  private final Looks looks;
  private final Patience patience;

  ServiceReconciler(
      Cluster cluster,
      Wakeups wakeups,
      AddressBook addresses,
      Exposer exposer,
      Router router,
      Publisher publisher,
      DnsPublisher names,
      PodGuard podGuard,
      StatusWriter statuses,
      EventWriter events,
      Gatekeeper gates,
      Looks looks,
      Patience patience) {
    this.cluster = cluster;
    this.wakeups = wakeups;
    this.addresses = addresses;
    this.exposer = exposer;
    this.router = router;
    this.publisher = publisher;
    this.names = names;
    this.podGuard = podGuard;
    this.statuses = statuses;
    this.events = events;
    this.gates = gates;
    this.looks = looks;
    this.patience = patience;
  }

  @Override
  public void updateConfigurationFrom(ControllerConfigurationOverrider<VirtualService> config) {
    config.withRetry(Retries.forEver());
    config.withItemStore(statuses.cache());
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
    return wakeups.services.look(
        ServiceWire.keyOf(resource), () -> looks.time(resource, () -> reconcile(resource)));
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
    var pods = cluster.candidates(service.key().namespace(), service.selector());
    var endpoints = endpoints(service, allotment, pods);
    var exposure = exposer.expose(service, allotment.families(), endpoints);
    var external = exposure.external();
    wakeups.waits(service.key(), !allotment.isComplete() || exposure.refusal().isPresent());
    Optional<Routed> routing;
    try {
      routing = router.route(service, access, routed, external, endpoints, trigger);
    } catch (IntentPublisher.Overtaken overtaken) {
      addresses.retreat(service, allotment);
      return UpdateControl.<VirtualService>noUpdate().rescheduleAfter(LOOK_AGAIN);
    }
    var rollout = routing.map(Routed::rollout);
    gates.served(service, pods, routing);
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
    var delay = rollout.filter(r -> !r.complete()).flatMap(r -> router.untilTold(service.key()));
    if (delay.isPresent()) {
      return UpdateControl.<VirtualService>noUpdate().rescheduleAfter(delay.get());
    }
    var told = tell(resource, status, findings);
    return foreign.isEmpty() ? told : told.rescheduleAfter(OwnObjects.LOOK_FOR_ROOM);
  }

  /// One set for each family, the primary one first.
  private List<EndpointSet> endpoints(VipService service, Allotment allotment, List<Pod> pods) {
    return allotment.families().stream()
        .map(family -> EndpointSet.select(service, pods, family, cluster.places))
        .toList();
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
      events.moved(resource, AnnouncerWire.moves(latest.getStatus(), status));
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
    var control = ErrorStatusUpdateControl.<VirtualService>noStatusUpdate();
    var asked = patience.left();
    if (!asked.isPositive()) {
      return control;
    }
    LOG.warnf("the API server asks to wait for %d ms: %s", asked.toMillis(), e.getMessage());
    return control.withNoRetry().rescheduleAfter(asked.plusMillis(1));
  }

  /// Forgets what is kept of all services but these.
  void retain(Set<Key> keys) {
    router.retain(keys);
    statuses.retain(keys);
    wakeups.retainWaiting(keys);
    gates.retain(keys);
  }
}
