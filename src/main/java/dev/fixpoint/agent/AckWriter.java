// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.agent.Agent.Progress;
import dev.fixpoint.api.v1alpha1.NodeRouting;
import dev.fixpoint.wire.RoutingWire;
import dev.fixpoint.wire.RoutingWire.Ack;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/// Writes this node's NodeRouting: at once when there is news, at most once per period, and from
/// time to time without news, as a heartbeat. Only the latest progress is ever written.
final class AckWriter implements Runnable {
  private static final Logger LOG = Logger.getLogger(AckWriter.class);
  private static final String FIELD_MANAGER = "fixpoint-agent";
  private static final long LONGEST_PAUSE_MILLIS = 30_000;

  private final KubernetesClient client;
  private final String node;
  private final String backend;
  private final String version;
  private final Duration period;
  private final Duration heartbeat;
  private final Instant started = Instant.now();
  private Progress latest;
  private Progress written;

  AckWriter(
      KubernetesClient client,
      String node,
      String backend,
      String version,
      Duration period,
      Duration heartbeat) {
    this.client = client;
    this.node = node;
    this.backend = backend;
    this.version = version;
    this.period = period;
    this.heartbeat = heartbeat;
  }

  synchronized void report(Progress progress) {
    latest = progress;
    notifyAll();
  }

  @Override
  public void run() {
    int failures = 0;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        var progress = awaitNews();
        try {
          write(progress);
          written = progress;
          failures = 0;
          Thread.sleep(period.toMillis());
        } catch (RuntimeException e) { // the client throws more than its own exceptions
          failures++;
          LOG.warnf("cannot write NodeRouting %s, trying again: %s", node, e.getMessage());
          Thread.sleep(Math.min(LONGEST_PAUSE_MILLIS, 250L << Math.min(failures, 8)));
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Progress awaitNews() throws InterruptedException {
    long deadline = System.nanoTime() + heartbeat.toNanos();
    while (latest == null || latest.equals(written)) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0 && latest != null) {
        return latest;
      }
      wait(Math.max(1, left));
    }
    return latest;
  }

  private void write(Progress progress) {
    var ack =
        new Ack(
            backend,
            progress.watermark(),
            progress.services(),
            progress.failures(),
            progress.differences(),
            progress.lastDifference(),
            version,
            started);
    var routing = RoutingWire.print(node, ack, Instant.now());
    try {
      patch(routing);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
      create();
      patch(routing);
    }
  }

  private void patch(NodeRouting routing) {
    var context =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(FIELD_MANAGER)
            .withForce(true)
            .build();
    client.resource(routing).subresource("status").patch(context);
  }

  /// The object goes with its node.
  private void create() {
    var owner = client.nodes().withName(node).get();
    var routing = new NodeRouting();
    routing.getMetadata().setName(node);
    if (owner != null) {
      routing.getMetadata().getOwnerReferences().add(reference(owner));
    }
    client.resource(routing).create();
  }

  private static io.fabric8.kubernetes.api.model.OwnerReference reference(Node owner) {
    return new OwnerReferenceBuilder()
        .withApiVersion("v1")
        .withKind("Node")
        .withName(owner.getMetadata().getName())
        .withUid(owner.getMetadata().getUid())
        .build();
  }
}
