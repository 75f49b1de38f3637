// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.ops.Meters;
import dev.fixpoint.ops.Metric;
import io.fabric8.kubernetes.api.model.HasMetadata;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.jboss.logging.MDC;

/// Measures the looks at objects.
@Singleton
class Looks {
  private final Meters meters;

  Looks(Meters meters) {
    this.meters = meters;
  }

  /// Does `look` and counts how long it took, and whether it ended by an exception.
  <T> T time(HasMetadata about, Supplier<T> look) {
    long start = System.nanoTime();
    var outcome = "failed";
    var key = about.getMetadata().getName();
    MDC.put(
        "object",
        about.getMetadata().getNamespace() == null
            ? key
            : about.getMetadata().getNamespace() + "/" + key);
    MDC.put("generation", about.getMetadata().getGeneration());
    try {
      var result = look.get();
      outcome = "done";
      return result;
    } finally {
      var kind = about.getKind().toLowerCase(Locale.ROOT);
      meters
          .timer(Metric.RECONCILE, kind, outcome)
          .record(Duration.ofNanos(System.nanoTime() - start));
      MDC.remove("object");
      MDC.remove("generation");
    }
  }
}
