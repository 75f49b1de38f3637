// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.api.v1alpha1.AddressSet;
import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.dataplane.Dataplane;
import dev.fixpoint.forwarding.Place;
import dev.fixpoint.ops.Health;
import dev.fixpoint.ops.Health.Report;
import dev.fixpoint.ops.Settings;
import dev.fixpoint.watch.Feed;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;

/// The agent, put together: feed → agent → ack writer, and its health.
public final class AgentRole implements Health.Role {
  private static final Duration HANGS = Duration.ofMinutes(5);

  private final Settings settings;
  private final Agent agent;
  private final Feed<RoutingIntent> intents;
  private final Feed<AddressSet> clients;
  private final Feed<Node> self;
  private final AckWriter acks;
  private final Dataplane dataplane;

  /// @param node as Kubernetes names it
  /// @param version of this program, told in the NodeRouting
  public AgentRole(
      KubernetesClient client,
      Dataplane dataplane,
      String node,
      String version,
      Settings settings) {
    this.settings = settings;
    this.dataplane = dataplane;
    this.acks = new AckWriter(client, node, dataplane, version, settings);
    this.agent =
        new Agent(
            new NodeTable(Place.of(node)),
            new Programmer(dataplane),
            settings.auditPeriod(),
            acks::report);
    this.intents = new Feed<>(client, RoutingIntent.class, null, agent);
    this.clients = new Feed<>(client, AddressSet.class, null, agent.clients());
    this.self = Feed.ofOne(client, Node.class, node, new Whereabouts(node, this::located));
  }

  /// Runs until the thread is interrupted. The kernel keeps what it holds when the agent ends.
  public void run() {
    var ackThread = Thread.ofPlatform().daemon().name("acks").start(acks);
    clients.start();
    self.start();
    try {
      agent.run();
    } finally {
      self.close();
      clients.close();
      intents.close();
      ackThread.interrupt();
      dataplane.close();
    }
  }

  /// Every intent is seen from the node's place: none is read before that is known, and all are
  /// read anew when it changes.
  private void located(Place place) {
    agent.located(place);
    if (intents.isStarted()) {
      intents.restart();
    } else {
      intents.start();
    }
  }

  @Override
  public String name() {
    return "agent";
  }

  @Override
  public Report started() {
    return new Report(agent.isSynced(), data());
  }

  @Override
  public Report live() {
    return new Report(agent.sinceLastTurn().compareTo(HANGS) < 0, data());
  }

  @Override
  public Report ready() {
    boolean fresh =
        intents.age().compareTo(settings.watchAgeLimit()) < 0
            && clients.age().compareTo(settings.watchAgeLimit()) < 0;
    return new Report(agent.isSynced() && agent.trouble().isEmpty() && fresh, data());
  }

  private Map<String, String> data() {
    return Map.of(
        "watch " + intents.name(),
        intents.age().toSeconds() + " s ago",
        "watch " + clients.name(),
        clients.age().toSeconds() + " s ago",
        "kernel",
        agent.trouble().isEmpty() ? "as written" : agent.trouble());
  }
}
