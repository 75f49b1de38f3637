// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.ops.Meters;
import dev.fixpoint.ops.Metric;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import jakarta.inject.Singleton;
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
    MDC.put("object", Cache.metaNamespaceKeyFunc(about));
    MDC.put("generation", about.getMetadata().getGeneration());
    var kind = about.getKind().toLowerCase(Locale.ROOT);
    try {
      return meters.time(Metric.RECONCILE, kind, "failed", look::get);
    } finally {
      MDC.remove("object");
      MDC.remove("generation");
    }
  }
}
