// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Intent.Backend;
import dev.fixpoint.intent.Intent.Destination;
import dev.fixpoint.intent.Intent.Group;
import dev.fixpoint.intent.Intent.Port;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ForwardingTableTest {
  private static final Port HTTP = new Port("http", Protocol.TCP, 80);
  private static final Port DNS = new Port("dns", Protocol.UDP, 53);

  /// @param table what node n1 forwards; a `*` marks a target on n1
  record Row(String name, Intent intent, String table) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    var one = destination("10.0.0.1", "n1");
    var two = destination("10.0.0.2", "n2");
    return Stream.of(
        row(
            "targets here and elsewhere, sorted",
            intent("10.96.0.1", List.of(HTTP), group(List.of(8080), two, one)),
            "10.96.0.1:80/TCP=10.0.0.1:8080*,10.0.0.2:8080"),
        row(
            "without endpoints the frontend is there, and refuses",
            intent("10.96.0.1", List.of(HTTP)),
            "10.96.0.1:80/TCP="),
        row(
            "each port its own target port",
            intent("10.96.0.1", List.of(HTTP, DNS), group(List.of(8080, 5353), one)),
            "10.96.0.1:80/TCP=10.0.0.1:8080* 10.96.0.1:53/UDP=10.0.0.1:5353*"),
        row(
            "an endpoint counts for the ports that it has",
            intent("10.96.0.1", List.of(HTTP, DNS), group(List.of(8080, 0), one)),
            "10.96.0.1:80/TCP=10.0.0.1:8080* 10.96.0.1:53/UDP="),
        row(
            "groups with other target ports side by side",
            intent(
                "10.96.0.1", List.of(HTTP), group(List.of(8080), one), group(List.of(8081), two)),
            "10.96.0.1:80/TCP=10.0.0.1:8080*,10.0.0.2:8081"),
        row(
            "an endpoint that is there twice counts once",
            intent(
                "10.96.0.1", List.of(HTTP), group(List.of(8080), one), group(List.of(8080), one)),
            "10.96.0.1:80/TCP=10.0.0.1:8080*"),
        row(
            "an endpoint counts for the address of its family",
            intent(
                "10.96.0.1,fd00::1",
                List.of(HTTP),
                group(List.of(8080), one, destination("fd01::2", "n2"))),
            "10.96.0.1:80/TCP=10.0.0.1:8080* [fd00::1]:80/TCP=[fd01::2]:8080"),
        row(
            "an endpoint where no traffic may go is left out, whoever wrote the intent",
            intent(
                "10.96.0.1",
                List.of(HTTP),
                group(
                    List.of(22),
                    destination("127.0.0.1", "n1"),
                    destination("169.254.169.254", "n1"),
                    destination("224.0.0.1", "n1"),
                    two)),
            "10.96.0.1:80/TCP=10.0.0.2:22"),
        row(
            "an address where no traffic may go is not served, whoever wrote the intent",
            intent("127.0.0.1,10.96.0.1", List.of(HTTP), group(List.of(8080), two)),
            "10.96.0.1:80/TCP=10.0.0.2:8080"),
        row(
            "weighted backends",
            weighted(backend(95, one), backend(5, two)),
            "10.96.0.1:80/TCP=95: 10.0.0.1:8080*; 5: 10.0.0.2:8080"),
        row(
            "a pod may take a share of two backends",
            weighted(backend(3, one), backend(1, one, two)),
            "10.96.0.1:80/TCP=3: 10.0.0.1:8080*; 1: 10.0.0.1:8080*,10.0.0.2:8080"),
        row(
            "no weight, no new connections",
            weighted(backend(0, one), backend(5, two)),
            "10.96.0.1:80/TCP=5: 10.0.0.2:8080"),
        row("no weight at all: refuses", weighted(backend(0, one)), "10.96.0.1:80/TCP="),
        row(
            "a backend without endpoints leaves its share to the others",
            weighted(backend(95), backend(4, one), backend(1, two)),
            "10.96.0.1:80/TCP=4: 10.0.0.1:8080*; 1: 10.0.0.2:8080"),
        row(
            "so does one with none that may be used",
            weighted(backend(95, destination("127.0.0.1", "n1")), backend(5, two)),
            "10.96.0.1:80/TCP=5: 10.0.0.2:8080"),
        row("no address, nothing", intent("", List.of(HTTP), group(List.of(8080), one)), ""));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isTheIntentSeenFromTheNode(Row row) {
    var lines =
        new TreeMap<>(ForwardingTable.of(row.intent(), Place.of("n1")))
            .entrySet().stream().map(e -> e.getKey() + "=" + text(e.getValue())).toList();
    assertThat(String.join(" ", lines)).isEqualTo(row.table());
  }

  private static String text(Forward forward) {
    assertThat(forward.owner()).isEqualTo(new Key("shop", "web"));
    return forward.shares().stream()
        .map(
            share ->
                (share.weight() == 1 && forward.shares().size() == 1 ? "" : share.weight() + ": ")
                    + text(share))
        .collect(Collectors.joining("; "));
  }

  private static String text(Share share) {
    return share.targets().stream()
        .map(t -> t + (t.local() ? "*" : ""))
        .collect(Collectors.joining(","));
  }

  @Test
  void allTargetsAreThoseOfAllShares() {
    var one = new Target(Ip.of("10.0.0.1"), 80, false);
    var two = new Target(Ip.of("10.0.0.2"), 80, false);
    var shares = List.of(new Share(3, List.of(two)), new Share(1, List.of(one, two)));
    assertThat(new Forward(new Key("shop", "web"), shares).targets()).containsExactly(one, two);
  }

  @Test
  void frontendsAreOrderedByAddressProtocolPort() {
    var sorted =
        Stream.of(
                new Frontend(Ip.of("fd00::1"), Protocol.TCP, 1),
                new Frontend(Ip.of("10.0.0.1"), Protocol.UDP, 1),
                new Frontend(Ip.of("10.0.0.1"), Protocol.TCP, 443),
                new Frontend(Ip.of("10.0.0.1"), Protocol.TCP, 80))
            .sorted()
            .map(Frontend::toString);
    assertThat(sorted)
        .containsExactly(
            "10.0.0.1:80/TCP", "10.0.0.1:443/TCP", "10.0.0.1:1/UDP", "[fd00::1]:1/TCP");
  }

  private static Row row(String name, Intent intent, String table) {
    return new Row(name, intent, table);
  }

  private static Intent intent(String addresses, List<Port> ports, Group... groups) {
    var ips = Stream.of(addresses.split(",")).filter(a -> !a.isEmpty()).map(Ip::of).toList();
    var backends = List.of(new Backend("default", 1, List.of(groups)));
    return new Intent(new Key("shop", "web"), "u1", ips, ports, backends);
  }

  private static Intent weighted(Backend... backends) {
    return new Intent(
        new Key("shop", "web"),
        "u1",
        List.of(Ip.of("10.96.0.1")),
        List.of(HTTP),
        List.of(backends));
  }

  private static Backend backend(int weight, Destination... destinations) {
    return new Backend("b" + weight, weight, List.of(group(List.of(8080), destinations)));
  }

  private static Group group(List<Integer> ports, Destination... destinations) {
    return new Group(ports, List.of(destinations));
  }

  private static Destination destination(String address, String node) {
    return new Destination(Ip.of(address), node, "");
  }
}
