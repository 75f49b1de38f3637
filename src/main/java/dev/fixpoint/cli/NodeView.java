// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.api.v1alpha1.NodeRouting;
import dev.fixpoint.api.v1alpha1.NodeRoutingStatus;
import dev.fixpoint.controller.NodeFacts;
import dev.fixpoint.forwarding.Place;
import dev.fixpoint.status.Rollout;
import dev.fixpoint.status.Rollout.LiveNode;
import dev.fixpoint.status.Rollout.Written;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.RoutingWire;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/// One node, as its Node and its agent's NodeRouting show it.
///
/// @param node empty where only the NodeRouting is left of it
/// @param routing what its agent wrote; empty where no agent ever ran
/// @param ack how far its kernel is
/// @param silence how long ago its agent last gave a sign of life
record NodeView(
    String name,
    Optional<NodeFacts> node,
    Optional<NodeRoutingStatus> routing,
    Optional<LiveNode> ack,
    Optional<Duration> silence,
    Duration silentAfter) {

  /// @param now by the clock of the cluster
  static List<NodeView> of(
      Collection<Node> nodes, Collection<NodeRouting> routings, Instant now, Duration silentAfter) {
    var nodeByName = byName(nodes);
    var routingByName = byName(routings);
    var names = new TreeSet<>(nodeByName.keySet());
    names.addAll(routingByName.keySet());
    return names.stream()
        .map(
            name -> {
              var routing = Optional.ofNullable(routingByName.get(name));
              var status = routing.map(NodeRouting::getStatus);
              return new NodeView(
                  name,
                  Optional.ofNullable(nodeByName.get(name)).map(NodeFacts::of),
                  status,
                  routing.flatMap(RoutingWire::parse),
                  status.flatMap(s -> silence(s, now)),
                  silentAfter);
            })
        .toList();
  }

  private static <T extends HasMetadata> Map<String, T> byName(Collection<T> objects) {
    return objects.stream()
        .collect(Collectors.toMap(o -> o.getMetadata().getName(), Function.identity()));
  }

  private static Optional<Duration> silence(NodeRoutingStatus status, Instant now) {
    try {
      return Optional.ofNullable(status.getHeartbeatTime())
          .map(Instant::parse)
          .map(heartbeat -> Duration.between(heartbeat, now))
          .map(age -> age.isNegative() ? Duration.ZERO : age);
    } catch (DateTimeException unreadable) {
      return Optional.empty();
    }
  }

  /// Where its agent is.
  Place place() {
    return node.map(n -> new Place(name, n.zone(), n.internal())).orElseGet(() -> Place.of(name));
  }

  /// Whether the operator waits for this node: it is Ready, and its agent reports.
  boolean isLive() {
    return trouble().isEmpty();
  }

  /// Why the operator does not wait for this node; empty where it does.
  String trouble() {
    if (node.isEmpty()) {
      return "the Node is gone";
    }
    if (hasNoAgent()) {
      return "no agent reports";
    }
    if (isSilent()) {
      return "its agent has been silent for " + age(silence.get());
    }
    return node.get().ready() ? "" : "the Node is not Ready";
  }

  /// Whether no agent ever reported from it.
  boolean hasNoAgent() {
    return ack.isEmpty() || silence.isEmpty();
  }

  /// Whether its agent once reported, and does not any more.
  boolean isSilent() {
    return !hasNoAgent() && silence.get().compareTo(silentAfter) >= 0;
  }

  /// Whether its kernel has taken an intent.
  ///
  /// @param version the resourceVersion of the intent's last write
  boolean applied(Key key, long version) {
    return ack.isPresent() && Rollout.of(key, new Written(version), List.of(ack.get())).complete();
  }

  /// As [#applied], in words: `yes`, or `no: ...`.
  String applies(Key key, long version) {
    if (applied(key, version)) {
      return isLive() ? "yes" : "yes, but " + trouble();
    }
    if (ack.isEmpty()) {
      return "no: " + trouble();
    }
    var refusal = ack.get().failures().get(key);
    if (refusal != null) {
      return "no: its kernel refuses it: " + refusal;
    }
    var lag =
        "no: it has taken all writes up to %d, and this one is %d"
            .formatted(ack.get().watermark(), version);
    return isLive() ? lag : lag + "; " + trouble();
  }

  /// `12s`, `3m`, `5h`, `2d`.
  static String age(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 120) {
      return seconds + "s";
    }
    if (seconds < 2 * 3600) {
      return seconds / 60 + "m";
    }
    return seconds < 2 * 86400 ? seconds / 3600 + "h" : seconds / 86400 + "d";
  }
}
