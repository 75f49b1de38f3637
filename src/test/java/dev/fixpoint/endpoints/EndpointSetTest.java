// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.endpoints.Pod.NamedPort;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import dev.fixpoint.vip.Selector;
import dev.fixpoint.vip.Selector.Operator;
import dev.fixpoint.vip.Selector.Requirement;
import dev.fixpoint.vip.VipService;
import dev.fixpoint.vip.VipService.Port;
import dev.fixpoint.vip.VipService.TargetPort;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EndpointSetTest {

  /// A node has .9.1, a VirtualService .9.2.
  private static final EndpointSet.Surroundings SURROUNDINGS =
      new EndpointSet.Surroundings() {
        @Override
        public String zoneOf(String node) {
          return node.equals("n1") ? "zone-a" : "";
        }

        @Override
        public Optional<String> forbids(Ip address) {
          return switch (address.toString()) {
            case "10.0.9.1" -> Optional.of("is the address of node n1");
            case "10.0.9.2" -> Optional.of("is a virtual address");
            default -> Optional.empty();
          };
        }
      };

  /// @param usable pods that new connections go to
  /// @param excluded pods that can't be endpoints, with the reason
  record Row(String name, VipService service, List<Pod> pods, String usable, String excluded) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.concat(states(), addresses());
  }

  private static Stream<Row> states() {
    var unready = pod("b", "10.0.0.2", p -> p.ready = false);
    var leaving = pod("t", "10.0.0.3", p -> p.terminating = true);
    var gone = pod("g", "10.0.0.4", p -> p.finished = true);
    return Stream.of(
        row("a ready pod", "a", pod("a", "10.0.0.1")),
        row(
            "several, in the order of their addresses",
            "c a",
            pod("a", "10.0.0.10"),
            pod("c", "10.0.0.9")),
        row("one that is not ready waits", "a", pod("a", "10.0.0.1"), unready),
        row("none is ready", "", unready),
        rowOf(
            publishing(), "unready ones count where the service publishes them", "b", "", unready),
        rowOf(publishing(), "and terminating ones", "t", "", leaving),
        row("a terminating one gets no new connection", "a", pod("a", "10.0.0.1"), leaving),
        row("unless no other is ready: the last resort (KEP-1669)", "t", unready, leaving),
        row(
            "a terminating one that is not ready is no resort",
            "",
            pod(
                "t",
                "10.0.0.3",
                p -> {
                  p.terminating = true;
                  p.ready = false;
                })),
        row("a finished one is nobody's endpoint, its address may be another's", "", gone),
        rowOf(publishing(), "not even where unready ones count", "", "", gone),
        row("another label", "", pod("a", "10.0.0.1", p -> p.labels = Map.of("app", "db"))),
        row("no label", "", pod("a", "10.0.0.1", p -> p.labels = Map.of())),
        row("no pod", ""));
  }

  private static Stream<Row> addresses() {
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

  @Test
  void theOrderOfThePodsDoesNotMatter() {
    var pods = new ArrayList<Pod>();
    for (int i = 0; i < 20; i++) {
      int last = i;
      pods.add(
          pod("p" + i, i % 5 == 0 ? "127.0.0.1" : "10.0.0." + i / 2, p -> p.ready = last % 3 > 0));
    }
    var set = EndpointSet.select(service(), pods, Family.IPV4, SURROUNDINGS);
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(pods, new Random(seed));
      assertThat(EndpointSet.select(service(), pods, Family.IPV4, SURROUNDINGS)).isEqualTo(set);
    }
  }

  @Test
  void readyAndServingAreToldApart() {
    var pods =
        List.of(
            pod("a", "10.0.0.1"),
            pod("b", "10.0.0.2", p -> p.terminating = true),
            pod("c", "10.0.0.3", p -> p.ready = false),
            pod("d", "127.0.0.1"));
    var set = EndpointSet.select(service(), pods, Family.IPV4, SURROUNDINGS);

    assertThat(set.readyCount()).isEqualTo(1);
    assertThat(set.total()).isEqualTo(4);
    assertThat(set.endpoints())
        .extracting(e -> "%s %s %s".formatted(e.ready(), e.serving(), e.terminating()))
        .containsExactly("true true false", "false true true", "false false false");
  }

  @Test
  void namedPortsAreThoseOfEachPod() {
    var service =
        service(
            new Port("http", Protocol.TCP, 80, new TargetPort.Named("http")),
            new Port("dns", Protocol.UDP, 53, new TargetPort.Named("dns")),
            new Port("raw", Protocol.TCP, 9, new TargetPort.Number(9000)));
    var pods =
        List.of(
            pod(
                "a",
                "10.0.0.1",
                p ->
                    p.ports =
                        List.of(port("http", Protocol.TCP, 8080), port("dns", Protocol.UDP, 5353))),
            pod(
                "b",
                "10.0.0.2",
                p ->
                    p.ports =
                        List.of(port("http", Protocol.TCP, 8081), port("dns", Protocol.TCP, 5353))),
            pod(
                "c",
                "10.0.0.3",
                p ->
                    p.ports =
                        List.of(
                            port("http", Protocol.UDP, 1),
                            port("http", Protocol.TCP, 2),
                            port("http", Protocol.TCP, 3))),
            pod("d", "10.0.0.4"));
    var set = EndpointSet.select(service, pods, Family.IPV4, SURROUNDINGS);

    assertThat(set.endpoints())
        .extracting(Endpoint::targetPorts)
        .containsExactly(
            List.of(8080, 5353, 9000),
            List.of(8081, 0, 9000), // its dns is TCP
            List.of(2, 0, 9000), // the first of the name and protocol
            List.of(0, 0, 9000));
  }

  @Test
  void nodeAndZoneComeWithTheEndpoint() {
    var pods = List.of(pod("a", "10.0.0.1"), pod("b", "10.0.0.2", p -> p.node = "n2"));
    var set = EndpointSet.select(service(), pods, Family.IPV4, SURROUNDINGS);

    assertThat(set.endpoints()).extracting(Endpoint::node).containsExactly("n1", "n2");
    assertThat(set.endpoints()).extracting(Endpoint::zone).containsExactly("zone-a", "");
  }

  /// A ready pod of `app: web` on n1, unless said otherwise.
  private static final class Draft {
    Map<String, String> labels = Map.of("app", "web");
    List<String> addresses = List.of();
    String node = "n1";
    boolean ready = true;
    boolean terminating;
    boolean finished;
    List<NamedPort> ports = List.of();
  }

  private interface Change {
    void make(Draft draft);
  }

  private static Pod pod(String name, String address) {
    return pod(name, address, draft -> {});
  }

  private static Pod pod(String name, String address, Change change) {
    var draft = new Draft();
    draft.addresses = List.of(address);
    change.make(draft);
    return new Pod(
        name,
        "uid-" + name,
        draft.labels,
        draft.addresses,
        draft.node,
        draft.ready,
        draft.terminating,
        draft.finished,
        draft.ports);
  }

  private static NamedPort port(String name, Protocol protocol, int port) {
    return new NamedPort(name, protocol, port);
  }

  private static VipService service(Port... ports) {
    var web = new Selector(List.of(new Requirement("app", Operator.In, List.of("web"))));
    return new VipService(
        new Key("shop", "web"),
        "u1",
        1,
        web,
        List.of(ports),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  private static VipService publishing() {
    var s = service();
    return new VipService(s.key(), s.uid(), 1, s.selector(), s.ports(), s.pool(), s.ipv4(), true);
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
