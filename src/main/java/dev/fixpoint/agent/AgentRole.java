// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.announce.Link;
import dev.fixpoint.api.v1alpha1.AddressPool;
import dev.fixpoint.api.v1alpha1.AddressSet;
import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.dataplane.Dataplane;
import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.forwarding.Place;
import dev.fixpoint.ops.Health;
import dev.fixpoint.ops.Health.Report;
import dev.fixpoint.ops.Hooks;
import dev.fixpoint.ops.Meters;
import dev.fixpoint.ops.Metric;
import dev.fixpoint.ops.Settings;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.watch.Contact;
import dev.fixpoint.watch.Feed;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/// The agent, put together: feed → agent → ack writer, and its health.
public final class AgentRole implements Health.Role {
  private static final Logger LOG = Logger.getLogger(AgentRole.class);
  private static final Duration HANGS = Duration.ofMinutes(5);

  private final Settings settings;
  private final List<IpRange> inside;
  private final Agent agent;
  private final Feed<RoutingIntent> intents;
  private final Feed<AddressSet> clients;
  private final Feed<AddressPool> pools;
  private final Feed<Node> self;
  private final AckWriter acks;
  private final Dataplane dataplane;
  private final Drains drains;

  /// @param node as Kubernetes names it
  /// @param version of this program, told in the NodeRouting
  public AgentRole(
      KubernetesClient client,
      Dataplane dataplane,
      String node,
      String version,
      Settings settings,
      Meters meters) {
    this.settings = settings;
    this.inside = settings.clusterCidrs().orElse(List.of()).stream().map(AgentRole::cidr).toList();
    this.dataplane = new MeteredDataplane(dataplane, meters);
    this.drains = new Drains(client, node);
    this.acks = new AckWriter(client, node, this.dataplane, version, settings);
    this.agent =
        new Agent(
            new NodeTable(Place.of(node)),
            new Programmer(this.dataplane),
            settings.auditPeriod(),
            acks::report,
            new Latency(Clock.systemUTC(), meters.timer(Metric.PROGRAMMING_LATENCY)::record),
            new Tally(meters, settings.countedServices()));
    var contact = new Contact(client, settings.watchSilence());
    this.intents = new Feed<>(contact, RoutingIntent.class, null, agent);
    this.clients = new Feed<>(contact, AddressSet.class, null, agent.clients());
    this.pools = new Feed<>(contact, AddressPool.class, null, agent.guards());
    this.self = Feed.ofOne(contact, Node.class, node, new Whereabouts(node, this::located));
    register(meters, version);
  }

  private void register(Meters meters, String version) {
    meters.gauge(Metric.BUILD_INFO, () -> 1, version, name());
    for (var feed : List.of(intents, clients, pools, self)) {
      meters.age(Metric.WATCH_AGE, feed::age, feed.name());
    }
    meters.counter(Metric.KERNEL_DIFFERENCES, agent::differences);
    meters.gauge(Metric.ROUTED_SERVICES, () -> agent.services() - agent.failed(), "routed");
    meters.gauge(Metric.ROUTED_SERVICES, agent::failed, "failed");
  }

  private static IpRange cidr(String text) {
    return IpRange.parse(text)
        .orElseThrow(
            () -> new IllegalArgumentException("FIXPOINT_CLUSTER_CIDRS: " + text + " is no CIDR"));
  }

  /// Runs until the thread is interrupted. The kernel keeps what it holds when the agent ends.
  public void run() {
    var ackThread = Thread.ofPlatform().daemon().name("acks").start(acks);
    watchTheKernel();
    clients.start();
    pools.start();
    self.start();
    try {
      agent.run();
    } finally {
      self.close();
      clients.close();
      pools.close();
      intents.close();
      ackThread.interrupt();
      dataplane.close();
    }
  }

  /// Without this the audit of each period still finds what others changed.
  private void watchTheKernel() {
    try {
      dataplane.onForeignChange(agent::doubt);
    } catch (DataplaneException e) {
      LOG.warnf("what others change in the kernel is found by audits alone: %s", e.getMessage());
    }
  }

  /// Every intent is seen from the node's place: none is read before that is known, and all are
  /// read anew when it changes.
  private void located(Place place) {
    agent.located(place, Link.namesOf(place.addresses()), inside);
    if (intents.isStarted()) {
      intents.restart();
    } else {
      intents.start();
    }
  }

  /// What answers the hooks of pods on this node.
  public Hooks.Drained drains() {
    return drains;
  }

  /// As [Dataplane#listings].
  public List<List<String>> listings() {
    return dataplane.listings();
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
            && clients.age().compareTo(settings.watchAgeLimit()) < 0
            && pools.age().compareTo(settings.watchAgeLimit()) < 0;
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
