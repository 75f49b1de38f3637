// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.agent.Agent.Progress;
import dev.fixpoint.api.v1alpha1.NodeRouting;
import dev.fixpoint.dataplane.Dataplane;
import dev.fixpoint.forwarding.Capability;
import dev.fixpoint.ops.Settings;
import dev.fixpoint.status.AckPace;
import dev.fixpoint.wire.RoutingWire;
import dev.fixpoint.wire.RoutingWire.Ack;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// Writes this node's NodeRouting when there is news, and from time to time without, as a
/// heartbeat; how soon and how often depends on the number of nodes ([AckPace]). Only the latest
/// progress is ever written.
final class AckWriter implements Runnable {
  private static final Logger LOG = Logger.getLogger(AckWriter.class);
  private static final String FIELD_MANAGER = "fixpoint-agent";
  private static final long LONGEST_PAUSE_MILLIS = 30_000;

  private final KubernetesClient client;
  private final String node;
  private final String backend;
  private final List<String> capabilities;
  private final String version;
  private final Settings settings;
  private final NodeCount nodes;
  private final Instant started = Instant.now();
  private final long origin = System.nanoTime();
  private final double place = ThreadLocalRandom.current().nextDouble();
  private AckPace pace;
  private long lastWrite;
  private Progress latest;
  private Progress written;
  private long newsSince;

  AckWriter(
      KubernetesClient client,
      String node,
      Dataplane dataplane,
      String version,
      Settings settings) {
    this.client = client;
    this.node = node;
    this.backend = dataplane.name();
    this.capabilities = dataplane.capabilities().stream().sorted().map(Capability::name).toList();
    this.version = version;
    this.settings = settings;
    this.nodes = new NodeCount(client);
  }

  synchronized void report(Progress progress) {
    if (latest == null || latest.equals(written)) {
      newsSince = now();
    }
    latest = progress;
    notifyAll();
  }

  @Override
  public void run() {
    int failures = 0;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        pace = AckPace.of(nodes.get(), settings.ackRate(), settings.ackPeriod());
        var progress = awaitTurn();
        try {
          write(progress);
          failures = 0;
          done(progress);
        } catch (RuntimeException e) { // the client throws more than its own exceptions
          failures++;
          LOG.warnf("cannot write NodeRouting %s, trying again: %s", node, e.getMessage());
          long longest = Math.min(LONGEST_PAUSE_MILLIS, 250L << Math.min(failures, 8));
          Thread.sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest));
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void done(Progress progress) {
    written = progress;
    lastWrite = now();
    newsSince = lastWrite; // of what came while this was being written
  }

  private synchronized Progress awaitTurn() throws InterruptedException {
    while (true) {
      long wait = latest == null ? Long.MAX_VALUE : nextWrite() - now();
      if (wait <= 0) {
        return latest;
      }
      wait(TimeUnit.NANOSECONDS.toMillis(wait) + 1);
    }
  }

  private long nextWrite() {
    boolean news = !latest.equals(written);
    long due = news ? newsSince : pace.heartbeatDue(lastWrite, settings.heartbeatPeriod());
    return pace.next(due, lastWrite, place);
  }

  private long now() {
    return System.nanoTime() - origin;
  }

  private void write(Progress progress) {
    var ack =
        new Ack(
            backend,
            capabilities,
            progress.watermark(),
            progress.clients(),
            progress.services(),
            progress.failures(),
            progress.contacts(),
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
