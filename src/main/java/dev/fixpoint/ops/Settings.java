// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ops;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// All settings of both roles, from `FIXPOINT_*` environment variables: `nodeName` is
/// `FIXPOINT_NODE_NAME`.
@ConfigMapping(prefix = "fixpoint")
public interface Settings {

  /// The agent's node, as Kubernetes names it. The agent does not start without it.
  Optional<String> nodeName();

  /// How the agent programs the kernel.
  @WithDefault("nftables")
  Backend backend();

  /// How often the agent compares the kernel with what it should hold.
  @WithDefault("60s")
  Duration auditPeriod();

  /// How often the agent says that it lives.
  @WithDefault("10s")
  Duration heartbeatPeriod();

  /// The least time between two acks of an agent in a small cluster.
  @WithDefault("50ms")
  Duration ackPeriod();

  /// How many acks and heartbeats all agents together write in a second at most: the more nodes,
  /// the longer the time between two acks of each.
  @WithDefault("500")
  int ackRate();

  /// After which silence a node's agent no longer counts as live.
  @WithDefault("40s")
  Duration silentAfter();

  /// How long the operator lets acks come in before it writes a status that says "pending".
  @WithDefault("500ms")
  Duration statusDelay();

  /// Whether an endpoint's address must be of its node's `spec.podCIDRs`, where the node has any.
  /// To be switched off where the CNI takes pod addresses from elsewhere.
  @WithDefault("true")
  boolean checkPodCidrs();

  /// After which age of its last sign of life a watch makes the role not ready.
  @WithDefault("5m")
  Duration watchAgeLimit();

  /// After which silence a watch is taken for dead, and everything is listed anew. The API server
  /// says something about once a minute.
  @WithDefault("150s")
  Duration watchSilence();

  /// The node ports that the operator hands out, ends included. Kubernetes' own are 30000-32767.
  @WithDefault("28000-29999")
  String nodePortRange();

  /// Whether the operator lets nodes announce external addresses on their network, for which
  /// agents need the capability NET_RAW. Without, whoever routes these addresses to the nodes must
  /// do so by other means.
  @WithDefault("true")
  boolean announce();

  /// How many VirtualServices have their connections counted one by one in the agent's metrics;
  /// those of all others are counted together.
  @WithDefault("100")
  int countedServices();

  /// How both roles write their logs.
  @WithDefault("text")
  LogFormat logFormat();

  /// From which level on both roles log what they do themselves; what the libraries under them log
  /// does not follow. One of `ERROR`, `WARN`, `INFO`, `DEBUG`.
  @WithDefault("INFO")
  LogLevel.Level logLevel();

  /// The clients that count as inside the cluster wherever they come from. All others are outside
  /// where they come by the interface that holds the node's own address.
  Optional<List<String>> clusterCidrs();

  /// Where the operator keeps its Lease.
  @WithDefault("fixpoint-system")
  String namespace();

  /// For how long something must be wrong with an address before the operator mends or tells it.
  @WithDefault("60s")
  Duration repairGrace();

  /// Whether the operator waits for its Lease before it acts. Without it only one may run.
  @WithDefault("true")
  boolean leaderElection();

  /// How long a Lease is valid. A leader that could not renew it within two thirds of that ends,
  /// and the next one waits until it has run out.
  @WithDefault("15s")
  Duration leaseDuration();

  /// Lines for people, or one object of JSON for each.
  enum LogFormat {
    text,
    json
  }

  /// The backends of the agent.
  enum Backend {
    nftables,
    iptables
  }
}
