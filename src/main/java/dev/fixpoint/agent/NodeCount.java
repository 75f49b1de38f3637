// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/// How many nodes the cluster has, asked for now and then by a list of one: the API server says how
/// many more there are. A watch of all nodes by every agent would cost nodes × nodes.
final class NodeCount {
  private static final Logger LOG = Logger.getLogger(NodeCount.class);
  private static final Duration VALID = Duration.ofMinutes(5);

  /// What is assumed as long as nobody could be asked.
  private static final long UNKNOWN = 1_000;

  private final KubernetesClient client;
  private long count = UNKNOWN;
  private long asked;

  NodeCount(KubernetesClient client) {
    this.client = client;
    this.asked = System.nanoTime() - VALID.toNanos();
  }

  /// As it was within the last minutes; the last known one where nobody can be asked.
  long get() {
    if (System.nanoTime() - asked >= VALID.toNanos()) {
      asked = System.nanoTime();
      try {
        count = ask();
      } catch (RuntimeException e) { // the client throws more than its own exceptions
        LOG.infof("cannot count the nodes, going on with %d: %s", count, e.getMessage());
      }
    }
    return count;
  }

  private long ask() {
    var first = client.nodes().list(new ListOptionsBuilder().withLimit(1L).build());
    long more = Optional.ofNullable(first.getMetadata().getRemainingItemCount()).orElse(0L);
    return first.getItems().size() + more;
  }
}
