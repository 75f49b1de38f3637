// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.wire.Names;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// How long changes of pods take to come to this kernel, from the time that the operator wrote
/// beside each: that of its own clock, so that the clocks of machines that differ show here. Only
/// changes that came while the agent ran count.
final class Latency {
  private final InstantSource clock;
  private final Consumer<Duration> record;
  private final List<Instant> triggers = new ArrayList<>();

  Latency(InstantSource clock, Consumer<Duration> record) {
    this.clock = clock;
    this.record = record;
  }

  void took(RoutingIntent changed) {
    trigger(changed).ifPresent(triggers::add);
  }

  private static Optional<Instant> trigger(RoutingIntent intent) {
    try {
      return Optional.ofNullable(intent.getMetadata().getAnnotations())
          .map(annotations -> annotations.get(Names.TRIGGER_TIME))
          .map(Instant::parse);
    } catch (DateTimeParseException unreadable) {
      return Optional.empty();
    }
  }

  /// What was taken so far is in the kernel.
  void applied() {
    var now = clock.instant();
    for (var trigger : triggers) {
      var latency = Duration.between(trigger, now);
      record.accept(latency.isNegative() ? Duration.ZERO : latency);
    }
    triggers.clear();
  }

  /// A list says nothing of when its changes came.
  void clear() {
    triggers.clear();
  }
}
