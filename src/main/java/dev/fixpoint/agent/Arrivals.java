// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.wire.IntentWire;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/// Logs which revisions have come into the kernel: each with its service, or only how many where
/// many came at once.
final class Arrivals {
  private static final Logger LOG = Logger.getLogger(Arrivals.class);
  private static final int MANY = 20;

  private final List<String> lines = new ArrayList<>();
  private int taken;

  void took(RoutingIntent intent) {
    taken++;
    if (taken <= MANY) {
      lines.add(
          "%s: revision %s is in the kernel, resourceVersion %s"
              .formatted(
                  IntentWire.ownerOf(intent),
                  intent.getSpec() == null ? "" : intent.getSpec().getRevision(),
                  intent.getMetadata().getResourceVersion()));
    }
  }

  /// What was taken so far is in the kernel.
  void applied(long resourceVersion) {
    if (taken > MANY) {
      LOG.infof(
          "%d routing intents are in the kernel, up to resourceVersion %d", taken, resourceVersion);
    } else {
      lines.forEach(LOG::info);
    }
    lines.clear();
    taken = 0;
  }
}
