// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import static dev.fixpoint.agent.Services.intent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.agent.Agent.Progress;
import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Intent.Admitted;
import dev.fixpoint.kit.Await;
import dev.fixpoint.ops.Meters;
import dev.fixpoint.plan.ServiceFindings;
import dev.fixpoint.status.Finding;
import dev.fixpoint.status.Reason;
import dev.fixpoint.status.Rollout;
import dev.fixpoint.vip.Balancing;
import dev.fixpoint.wire.IntentWire;
import dev.fixpoint.wire.RoutingWire;
import dev.fixpoint.wire.RoutingWire.Ack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The agent's loop before a kernel that obeys its contract, fed by hand.
class AgentTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Intent WEB = intent("web", Set.of(1), List.of(80), 1, 2);
  private static final Intent MORE = intent("web", Set.of(1), List.of(80), 1, 2, 3);
  private static final Intent OTHER = intent("other", Set.of(2), List.of(80), 4);

  private final Kernel kernel = new Kernel(0);
  private final AtomicReference<Progress> progress = new AtomicReference<>();
  private Agent agent;
  private Thread loop;

  @BeforeEach
  void start() throws Exception {
    var earlier = new NodeTable(Services.HERE);
    earlier.put(WEB);
    new Programmer(kernel).apply(earlier.drain(), earlier.all(), earlier.rules());
    agent =
        new Agent(
            new NodeTable(Services.HERE),
            new Programmer(kernel),
            Duration.ofMillis(10),
            progress::set,
            new Latency(() -> Instant.EPOCH, latency -> {}),
            new Tally(new Meters(new SimpleMeterRegistry()), 10));
    agent.clients().listed(List.of(), 1);
    agent.guards().listed(List.of(), 1);
    loop = Thread.ofPlatform().start(agent);
  }

  @AfterEach
  void stop() throws InterruptedException {
    loop.interrupt();
    loop.join();
  }

  @Test
  @DisplayName("T32: an agent that has no list yet leaves the kernel as it finds it")
  void nothingIsTouchedBeforeTheFirstList() {
    int before = kernel.replaced;
    agent.put(version(OTHER, 5), 5);
    agent.passed(6);
    awaitTurns();

    assertThat(kernel.replaced).isEqualTo(before);
    assertThat(kernel.table()).isEqualTo(Services.compiled(List.of(WEB)));
    assertThat(agent.isSynced()).isFalse();
    assertThat(progress.get()).isNull();
  }

  @Test
  @DisplayName(
      "T29: an agent that hears nothing more keeps what it has, audits it, and is not dead")
  void silenceChangesNothing() {
    agent.listed(List.of(version(WEB, 3), version(OTHER, 4)), 4);
    awaitWatermark(4);
    int audits = kernel.replaced;

    Await.until("more audits", LIMIT, () -> kernel.replaced > audits + 3);

    assertThat(kernel.table()).isEqualTo(Services.compiled(List.of(WEB, OTHER)));
    assertThat(agent.trouble()).isEmpty();
    assertThat(agent.sinceLastTurn()).isLessThan(LIMIT);
  }

  @Test
  @DisplayName("T41: what is older than what was taken is not taken, whoever sends it")
  void anOlderIntentIsIgnored() {
    agent.listed(List.of(version(MORE, 10)), 10);
    agent.put(version(WEB, 7), 7);
    agent.deleted(version(MORE, 8), 8);
    agent.passed(9);
    agent.put(version(OTHER, 11), 11);
    awaitWatermark(11);

    assertThat(kernel.table()).isEqualTo(Services.compiled(List.of(MORE, OTHER)));
  }

  @Test
  @DisplayName("T41: a list is the truth, also where the store was set back")
  void aListMayGoBack() {
    agent.listed(List.of(version(MORE, 10)), 10);
    awaitWatermark(10);

    agent.listed(List.of(version(WEB, 3)), 5);
    awaitWatermark(5);

    assertThat(kernel.table()).isEqualTo(Services.compiled(List.of(WEB)));
  }

  @Test
  @DisplayName("what the backend cannot do is in the ack and in the condition, with field and node")
  void whatTheBackendCannotDoReachesTheCondition() {
    agent.listed(List.of(version(WEB, 3)), 3);
    awaitWatermark(3);
    var audited =
        MORE.admitting(Optional.of(new Admitted(List.of(), List.of(), false, true)))
            .balancing(new Balancing(Balancing.Algorithm.SourceHash, 60));
    agent.put(version(audited, 5), 5);
    awaitWatermark(5);

    assertThat(kernel.table())
        .as("it goes on as before")
        .isEqualTo(Services.compiled(List.of(WEB)));
    assertThat(programmed(5))
        .returns(false, Finding::holds)
        .returns(Reason.BackendUnsupported, Finding::reason)
        .extracting(Finding::message)
        .asString()
        .contains("node n1", "backend fake cannot do")
        .contains("SourceHash: set spec.loadBalancing.algorithm to Random")
        .contains("Affinity: remove spec.loadBalancing.affinity")
        .contains("Audit: set spec.access.audit to false", "agent.backend");

    agent.put(version(MORE, 6), 6);
    awaitWatermark(6);
    assertThat(programmed(6).holds()).isTrue();
  }

  /// The condition that the operator makes of the ack.
  private Finding programmed(long intent) {
    var now = progress.get();
    var ack =
        new Ack(
            kernel.name(),
            List.of(),
            now.watermark(),
            now.clients(),
            now.services(),
            now.failures(),
            List.of(),
            0,
            Optional.empty(),
            "1",
            Instant.EPOCH);
    var node = RoutingWire.parse(RoutingWire.print("n1", ack, Instant.EPOCH)).orElseThrow();
    return ServiceFindings.programmed(
        Optional.of(Rollout.of(WEB.key(), new Rollout.Written(intent), List.of(node))));
  }

  private static RoutingIntent version(Intent intent, long version) {
    var resource = IntentWire.print(intent, 1);
    resource.getMetadata().setResourceVersion(Long.toString(version));
    return resource;
  }

  private void awaitWatermark(long version) {
    Await.until(
        "watermark " + version,
        LIMIT,
        () -> progress.get() != null && progress.get().watermark() == version);
  }

  /// Waits until the loop has looked around once more.
  private void awaitTurns() {
    var before = System.nanoTime();
    Await.until(
        "a turn",
        LIMIT,
        () -> System.nanoTime() - before > agent.sinceLastTurn().toNanos() + 20_000_000);
  }
}
