// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.vip.Key;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.EventSourceStartPriority;
import java.util.Set;

/// Wakes a reconciler. It starts before the reconciler does, and with it the reading of the
/// cluster: nothing is decided before everything is known.
final class Triggers<P extends HasMetadata> extends AbstractEventSource<Void, P> {
  private final Runnable begin;

  Triggers(Class<P> primary, Runnable begin) {
    super(Void.class, "triggers-" + HasMetadata.getPlural(primary));
    this.begin = begin;
    setEventSourcePriority(EventSourceStartPriority.RESOURCE_STATE_LOADER);
  }

  @Override
  public void start() {
    super.start();
    begin.run();
  }

  void fire(Key key) {
    fire(new ResourceID(key.name(), key.namespace()));
  }

  void fire(ResourceID id) {
    if (isRunning()) {
      getEventHandler().handleEvent(new Event(id));
    }
  }

  @Override
  public Set<Void> getSecondaryResources(P primary) {
    return Set.of();
  }
}
