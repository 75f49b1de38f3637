// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.vip.Key;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.EventSourceStartPriority;
import java.util.Set;
import java.util.function.Supplier;

/// Wakes a reconciler. It starts before the reconciler does, and with it the reading of the
/// cluster: nothing is decided before everything is known.
final class Triggers<P extends HasMetadata> extends AbstractEventSource<Void, P> {
  private final Runnable begin;

  /// What this thread looks at.
  private final ScopedValue<ResourceID> looking = ScopedValue.newInstance();

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

  /// Looks at an object: what this writes wakes others, and not the same look once more.
  <R> R look(Key key, Supplier<R> look) {
    return ScopedValue.where(looking, idOf(key)).call(look::get);
  }

  private static ResourceID idOf(Key key) {
    return new ResourceID(key.name(), key.namespace());
  }

  void fire(Key key) {
    fire(idOf(key));
  }

  void fire(ResourceID id) {
    boolean own = looking.isBound() && looking.get().equals(id);
    if (isRunning() && !own) {
      getEventHandler().handleEvent(new Event(id));
    }
  }

  @Override
  public Set<Void> getSecondaryResources(P primary) {
    return Set.of();
  }
}
