// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.ops.Health;
import dev.fixpoint.ops.Health.Report;
import dev.fixpoint.ops.Settings;
import dev.fixpoint.watch.Mirror;
import io.javaoperatorsdk.operator.Operator;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;

/// The operator, put together: reconcilers, sweeper, leader election, and its health.
@Singleton
public class OperatorRole implements Health.Role {
  /// The name of the Lease that its leader holds.
  public static final String LEASE = Leadership.LEASE;

  private final Operator operator;
  private final Cluster cluster;
  private final Leadership leadership;
  private final Settings settings;
  private final Gauges gauges;
  private volatile boolean started;

  OperatorRole(
      Operator operator, Cluster cluster, Leadership leadership, Settings settings, Gauges gauges) {
    this.operator = operator;
    this.cluster = cluster;
    this.leadership = leadership;
    this.settings = settings;
    this.gauges = gauges;
  }

  /// Reads the cluster and begins; returns when everything runs. Without the Lease it stands by,
  /// with all that the leader knows.
  ///
  /// @param version of this program
  public void start(String version) {
    gauges.register(name(), version);
    operator.start();
    if (!settings.leaderElection()) {
      leadership.begin();
    }
    started = true;
  }

  @Override
  public String name() {
    return "operator";
  }

  @Override
  public Report started() {
    return new Report(started, data());
  }

  /// A watch that is silent is started anew by itself; what is left for a restart is a process
  /// that can't answer at all.
  @Override
  public Report live() {
    return new Report(true, Map.of());
  }

  @Override
  public Report ready() {
    boolean fresh =
        cluster.mirrors().stream()
            .allMatch(mirror -> mirror.age().compareTo(settings.watchAgeLimit()) < 0);
    return new Report(cluster.isListed() && fresh && watchesServices(), data());
  }

  /// The framework follows the VirtualServices itself, and knows only whether its watch is up.
  private boolean watchesServices() {
    return started && operator.getRuntimeInfo().allEventSourcesAreHealthy();
  }

  private Map<String, String> data() {
    var data = new TreeMap<String, String>();
    data.put("watch virtualservices", watchesServices() ? "up" : "down");
    for (Mirror<?, ?> mirror : cluster.mirrors()) {
      data.put(
          "watch " + mirror.name(),
          mirror.isListed() ? mirror.age().toSeconds() + " s ago" : "not listed yet");
    }
    data.put("leader", Boolean.toString(leadership.leads()));
    return data;
  }
}
