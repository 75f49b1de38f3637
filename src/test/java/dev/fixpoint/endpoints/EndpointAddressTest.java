// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.endpoints;

import static dev.fixpoint.endpoints.Given.SURROUNDINGS;
import static dev.fixpoint.endpoints.Given.pod;
import static dev.fixpoint.endpoints.Given.publishing;
import static dev.fixpoint.endpoints.Given.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.VipService;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Which addresses of pods may be endpoints.
class EndpointAddressTest {

  /// @param usable pods that new connections go to
  /// @param excluded pods that can't be endpoints, with the reason
  record Row(String name, VipService service, List<Pod> pods, String usable, String excluded) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        excluded("no IP yet", "has no IP yet"),
        excluded("an address of the other family only", "has no IPv4 address", "fd00::1"),
        row(
            "the address of the family, of two",
            "a",
            pod("a", "fd00::1", p -> p.addresses = List.of("fd00::1", "10.0.0.1"))),
        excluded("loopback", "has the address 127.0.0.1, where no traffic may go", "127.0.0.1"),
        excluded(
            "the cloud's metadata service",
            "has the address 169.254.169.254, where no traffic may go",
            "169.254.169.254"),
        excluded("unspecified", "has the address 0.0.0.0, where no traffic may go", "0.0.0.0"),
        excluded("multicast", "has the address 224.0.0.1, where no traffic may go", "224.0.0.1"),
        excluded(
            "broadcast",
            "has the address 255.255.255.255, where no traffic may go",
            "255.255.255.255"),
        excluded(
            "loopback first, though a good one follows",
            "has the address 127.0.0.1, where no traffic may go",
            "127.0.0.1",
            "10.0.0.1"),
        excluded(
            "a node's address",
            "has the address 10.0.9.1, which is the address of node n1",
            "10.0.9.1"),
        excluded(
            "another virtual address",
            "has the address 10.0.9.2, which is a virtual address",
            "10.0.9.2"),
        excluded("loopback in octal", "has no IPv4 address", "0177.0.0.1"),
        excluded("loopback as one number", "has no IPv4 address", "2130706433"),
        excluded("loopback mapped into IPv6", "has no IPv4 address", "::ffff:127.0.0.1"),
        excluded(
            "a command in place of an address",
            "has no IPv4 address",
            "10.0.0.1 }; flush ruleset; {"),
        excluded("a line feed after the address", "has no IPv4 address", "10.0.0.1\n"),
        excluded("a name", "has no IPv4 address", "metadata.internal"),
        excluded("empty text", "has no IPv4 address", ""),
        row(
            "a good one behind a bad text",
            "a",
            pod("a", "", p -> p.addresses = List.of("x", "10.0.0.1"))),
        rowOf(
            publishing(),
            "a node's address where unready pods count",
            "",
            "a has the address 10.0.9.1, which is the address of node n1",
            pod("a", "10.0.9.1")));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void selects(Row row) {
    var set = EndpointSet.select(row.service(), row.pods(), Family.IPV4, SURROUNDINGS);

    assertThat(String.join(" ", set.usable().stream().map(Endpoint::pod).toList()))
        .isEqualTo(row.usable());
    assertThat(
            String.join(" ", set.excluded().stream().map(e -> e.pod() + " " + e.reason()).toList()))
        .isEqualTo(row.excluded());
  }

  private static Row row(String name, String usable, Pod... pods) {
    return rowOf(service(), name, usable, "", pods);
  }

  private static Row rowOf(
      VipService service, String name, String usable, String excluded, Pod... pods) {
    return new Row(name, service, List.of(pods), usable, excluded);
  }

  private static Row excluded(String name, String reason, String... addresses) {
    return rowOf(
        service(), name, "", "a " + reason, pod("a", "", p -> p.addresses = List.of(addresses)));
  }
}
