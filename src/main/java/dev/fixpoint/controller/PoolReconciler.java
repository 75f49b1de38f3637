// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.AddressPool;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.quarkiverse.operatorsdk.runtime.api.ConfigurableReconciler;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Tells the state of an AddressPool: how much of it is held, and whether it may be used.
@ControllerConfiguration(
    name = "addresspool",
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = 5, timeUnit = TimeUnit.MINUTES))
class PoolReconciler implements Reconciler<AddressPool>, ConfigurableReconciler<AddressPool> {

  private final PoolStatuses statuses;
  private final Wakeups wakeups;
  private final Looks looks;

  PoolReconciler(PoolStatuses statuses, Wakeups wakeups, Looks looks) {
    this.statuses = statuses;
    this.wakeups = wakeups;
    this.looks = looks;
  }

  @Override
  public void updateConfigurationFrom(ControllerConfigurationOverrider<AddressPool> config) {
    config.withRetry(Retries.forEver());
  }

  @Override
  public List<EventSource<?, AddressPool>> prepareEventSources(
      EventSourceContext<AddressPool> context) {
    return List.of(wakeups.pools);
  }

  @Override
  public UpdateControl<AddressPool> reconcile(AddressPool resource, Context<AddressPool> context) {
    return looks
        .time(resource, () -> statuses.tell(resource))
        .map(wait -> UpdateControl.<AddressPool>noUpdate().rescheduleAfter(wait))
        .orElseGet(UpdateControl::noUpdate);
  }
}
