// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.RoutingIntent;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What an agent acts on as root is read without trust.
class IntentWireTest {
  private static final String OWNER = "virtualService: {name: web, uid: u1}";
  private static final String PORTS = "ports: [{port: 80, protocol: TCP}]";

  record Row(String name, String spec, String... problems) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        row("the least", ""),
        row("an endpoint without node and zone", ", " + backend("[80]", "{address: 10.0.0.1}")),
        new Row("nothing", "", "spec.virtualService is missing"),
        new Row("no owner", PORTS, "spec.virtualService is missing"),
        new Row(
            "no UID of the owner",
            "virtualService: {name: web}, " + PORTS,
            "spec.virtualService is missing"),
        row("an address that is none", ", addresses: ['$(id)']", "no IP address: $(id)"),
        row("an address in octal", ", addresses: [010.0.0.1]", "no IP address: 010.0.0.1"),
        row("an address that is not there", ", addresses: [null]", "no IP address: null"),
        row(
            "an endpoint's address that is none",
            ", " + backend("[80]", "{address: '10.0.0.1; flush'}"),
            "no IP address: 10.0.0.1; flush"),
        row(
            "an endpoint without an address",
            ", " + backend("[80]", "{node: n1}"),
            "no IP address: null"),
        row(
            "a mapped endpoint",
            ", " + backend("[80]", "{address: '::ffff:127.0.0.1'}"),
            "no IP address: ::ffff:127.0.0.1"),
        new Row("port 0", OWNER + ", ports: [{port: 0, protocol: TCP}]", "no port: 0"),
        new Row("port 65536", OWNER + ", ports: [{port: 65536, protocol: TCP}]", "no port: 65536"),
        new Row("no port number", OWNER + ", ports: [{protocol: TCP}]", "no port: null"),
        new Row("no protocol", OWNER + ", ports: [{port: 80}]", "no protocol of port 80"),
        row(
            "a target port too few",
            ", " + backend("[]", ""),
            "targetPorts: one for each port is needed"),
        row(
            "a target port too many",
            ", " + backend("[80, 81]", ""),
            "targetPorts: one for each port is needed"),
        row("a target port beyond 65535", ", " + backend("[65536]", ""), "no port: 65536"),
        row("a negative target port", ", " + backend("[-1]", ""), "no port: -1"),
        row("a target port that is not there", ", " + backend("[null]", ""), "no port: null"),
        row("a backend without weight", ", backends: [{name: a}]", "no weight of backend a: null"),
        row(
            "a negative weight",
            ", backends: [{name: a, weight: -1}]",
            "no weight of backend a: -1"),
        row("all that is wrong", ", addresses: [x, y]", "no IP address: x", "no IP address: y"));
  }

  private static Row row(String name, String more, String... problems) {
    return new Row(name, OWNER + ", " + PORTS + more, problems);
  }

  private static String backend(String targetPorts, String endpoint) {
    return "backends: [{name: a, weight: 1, groups: [{targetPorts: %s, endpoints: [%s]}]}]"
        .formatted(targetPorts, endpoint);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void readsWithoutTrust(Row row) {
    var yaml = "{metadata: {namespace: shop, name: web}, spec: {%s}}".formatted(row.spec());

    var parsed = IntentWire.parse(Yaml.read(yaml, RoutingIntent.class));

    assertThat(parsed.problems()).isEqualTo(List.of(row.problems()));
    assertThat(parsed.value().isPresent()).isEqualTo(row.problems().length == 0);
  }
}
