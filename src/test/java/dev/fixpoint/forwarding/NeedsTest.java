// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Intent.Admitted;
import dev.fixpoint.intent.Intent.Announced;
import dev.fixpoint.intent.Intent.Backend;
import dev.fixpoint.intent.Intent.Destination;
import dev.fixpoint.intent.Intent.External;
import dev.fixpoint.intent.Intent.Group;
import dev.fixpoint.intent.Intent.Port;
import dev.fixpoint.vip.Balancing;
import dev.fixpoint.vip.Balancing.Algorithm;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import dev.fixpoint.vip.Traffic;
import dev.fixpoint.vip.Traffic.Preference;
import dev.fixpoint.vip.Traffic.Scope;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is asked of a backend, and by which field.
class NeedsTest {
  private static final String PLAIN =
      "IPv4 spec.addresses.families, TCP spec.ports[0].protocol, Random"
          + " spec.loadBalancing.algorithm";
  private static final Place HERE = new Place("n1", "a", List.of(Ip.of("192.0.2.1")));
  private static final External NODE_PORT = new External(List.of(30080), List.of(), List.of(), 0);
  private static final External EDGE =
      new External(List.of(), List.of(new Announced(Ip.of("2001:db8::7"), "n1")), List.of(), 0);

  private static Intent intent(
      Scope internal, Scope external, External reach, List<Protocol> protocols, String... nodes) {
    var endpoints =
        Stream.of(nodes).map(n -> new Destination(Ip.of("10.1.0." + n.charAt(1)), n, "")).toList();
    return new Intent(
        new Key("shop", "web"),
        "uid",
        List.of(Ip.of("10.96.0.1")),
        protocols.stream().map(protocol -> new Port("p" + protocol, protocol, 80)).toList(),
        List.of(
            new Backend(
                "default",
                1,
                List.of(new Group(protocols.stream().map(p -> 8080).toList(), endpoints)))),
        new Traffic(internal, external, Preference.NONE),
        reach);
  }

  private static Intent plain() {
    return intent(Scope.CLUSTER, Scope.CLUSTER, External.NONE, List.of(Protocol.TCP), "n1", "n2");
  }

  private static Intent outside(Scope external, External reach, String... nodes) {
    return intent(Scope.CLUSTER, external, reach, List.of(Protocol.TCP), nodes);
  }

  private static Intent admitting(boolean audit) {
    return plain().admitting(Optional.of(new Admitted(List.of("s"), List.of(), true, audit)));
  }

  static Stream<Arguments> intents() {
    var protocols = List.of(Protocol.TCP, Protocol.SCTP, Protocol.UDP, Protocol.SCTP);
    return Stream.of(
        arguments("plain", plain(), ""),
        arguments(
            "protocols",
            intent(Scope.CLUSTER, Scope.CLUSTER, External.NONE, protocols, "n1"),
            "SCTP spec.ports[1].protocol, UDP spec.ports[2].protocol"),
        arguments(
            "affinity",
            plain().balancing(new Balancing(Algorithm.Random, 1)),
            "Affinity spec.loadBalancing.affinity"),
        arguments(
            "by source, with an IPv6 address",
            outside(Scope.CLUSTER, EDGE, "n1").balancing(new Balancing(Algorithm.SourceHash, 0)),
            "SourceHashIPv6 spec.loadBalancing.algorithm, IPv6 spec.loadBalancer, External"
                + " spec.type"),
        arguments("access", admitting(false), ""),
        arguments("audit", admitting(true), "Audit spec.access.audit"),
        arguments(
            "internal Local",
            intent(Scope.LOCAL, Scope.CLUSTER, External.NONE, List.of(Protocol.TCP), "n1", "n2"),
            ""),
        arguments(
            "a node port", outside(Scope.CLUSTER, NODE_PORT, "n1", "n2"), "External spec.type"),
        arguments(
            "an external address, of another family",
            outside(Scope.CLUSTER, EDGE, "n1"),
            "IPv6 spec.loadBalancer, External spec.type"),
        arguments(
            "external Local, of several nodes",
            outside(Scope.LOCAL, NODE_PORT, "n1", "n2"),
            "External spec.type, Sides spec.traffic.external"),
        arguments(
            "external Local, all here",
            outside(Scope.LOCAL, NODE_PORT, "n1"),
            "External spec.type"),
        arguments(
            "external Local, none here",
            outside(Scope.LOCAL, NODE_PORT, "n2"),
            "External spec.type"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("intents")
  @DisplayName("what is asked for beside the plainest, and by which field")
  void namesTheFieldThatAsks(String name, Intent intent, String more) {
    var algorithm = intent.balancing().algorithm().name();
    var plain = PLAIN.replace("Random", algorithm);
    var expected = more.isEmpty() ? plain : plain + ", " + more;

    assertThat(told(intent).split(", ")).containsExactlyInAnyOrder(expected.split(", "));
  }

  static Stream<Algorithm> algorithms() {
    return Stream.of(Algorithm.values());
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void anAlgorithmIsAskedForByItsName(Algorithm algorithm) {
    assertThat(told(plain().balancing(new Balancing(algorithm, 0))))
        .isEqualTo(PLAIN.replace("Random", algorithm.name()));
  }

  private static String told(Intent intent) {
    return Needs.of(intent, HERE).stream()
        .map(need -> need.capability() + " " + need.field())
        .collect(Collectors.joining(", "));
  }
}
