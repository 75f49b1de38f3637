// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Intent.Announced;
import dev.fixpoint.intent.Intent.Backend;
import dev.fixpoint.intent.Intent.Destination;
import dev.fixpoint.intent.Intent.External;
import dev.fixpoint.intent.Intent.Group;
import dev.fixpoint.intent.Intent.Port;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import dev.fixpoint.vip.Traffic;
import dev.fixpoint.vip.Traffic.Preference;
import dev.fixpoint.vip.Traffic.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whether anybody still sends new connections to pod 1, on node n1 in zone z1.
class UsageTest {
  private static final int NODES = 4;

  /// @param traffic as `internal external prefer`
  /// @param backends endpoints as `NUMBER@NODE`, `!` for one that is terminating and still serves,
  ///     `|` between backends
  record Row(String name, String traffic, String backends, boolean used) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    var all = "CLUSTER CLUSTER NONE";
    var inside = "LOCAL CLUSTER NONE";
    var outside = "CLUSTER LOCAL NONE";
    return Stream.of(
        new Row("is ready", all, "1@1 2@2", true),
        new Row("ends, another is ready", all, "1@1! 2@2", false),
        new Row("ends, and nothing is ready: the last resort", all, "1@1! 2@2!", true),
        new Row("ends, another backend is ready", all, "1@1! | 2@2", false),
        new Row("is gone", all, "2@2", false),
        new Row(
            "internal Local, ends, one elsewhere is ready: its own node has no other",
            inside,
            "1@1! 2@2",
            true),
        new Row("internal Local, ends, one beside it is ready", inside, "1@1! 2@1", false),
        new Row("internal Local, ends, another backend is ready here", inside, "1@1! | 2@1", false),
        new Row(
            "external Local, ends, one elsewhere is ready: its own node has no other",
            outside,
            "1@1! 2@2",
            true),
        new Row("external Local, ends, one beside it is ready", outside, "1@1! 2@1", false),
        new Row(
            "SameZone, ends as the only one of its zone",
            "CLUSTER CLUSTER SAME_ZONE",
            "1@1! 2@2",
            false),
        new Row(
            "SameNode, ends as the only one of its node",
            "CLUSTER CLUSTER SAME_NODE",
            "1@1! 2@2",
            false),
        new Row(
            "SameNode means nothing where nothing is ready",
            "CLUSTER CLUSTER SAME_NODE",
            "1@1! 2@2!",
            true));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isJudgedForWhatEachNodeUses(Row row) {
    var words = row.traffic().split(" ");
    var traffic =
        new Traffic(Scope.valueOf(words[0]), Scope.valueOf(words[1]), Preference.valueOf(words[2]));
    var intent = intent(traffic, backends(row.backends()));

    assertThat(Usage.isUsed(intent, address(1), place(1))).isEqualTo(row.used());
    assertThat(byAnyNode(intent, address(1))).isEqualTo(row.used());
  }

  @Property
  void itsOwnNodeTellsForAllNodes(@ForAll("intents") Intent intent) {
    intent
        .destinations()
        .forEach(
            destination ->
                assertThat(Usage.isUsed(intent, destination.address(), placeOf(destination.node())))
                    .as("%s of %s", destination, intent)
                    .isEqualTo(byAnyNode(intent, destination.address())));
  }

  /// Each node asked, what [Usage] does not do.
  private static boolean byAnyNode(Intent intent, Ip address) {
    return IntStream.rangeClosed(1, NODES)
        .mapToObj(UsageTest::place)
        .flatMap(place -> ForwardingTable.of(intent, place).values().stream())
        .flatMap(forward -> forward.targets().stream())
        .anyMatch(target -> target.address().equals(address));
  }

  @Provide
  Arbitrary<Intent> intents() {
    var scope = Arbitraries.of(Scope.class);
    var traffic =
        Combinators.combine(scope, scope, Arbitraries.of(Preference.class)).as(Traffic::new);
    var endpoint =
        Combinators.combine(Arbitraries.integers().between(1, NODES), Arbitraries.of(true, false))
            .as((node, ready) -> node + (ready ? "" : "!"));
    var backends = endpoint.list().ofMaxSize(4).list().ofMinSize(1).ofMaxSize(3);
    return Combinators.combine(traffic, backends).as((t, b) -> intent(t, backends(numbered(b))));
  }

  private static String numbered(List<List<String>> backends) {
    var next = new int[] {1};
    return String.join(
        "|",
        backends.stream()
            .map(all -> String.join(" ", all.stream().map(e -> next[0]++ + "@" + e).toList()))
            .toList());
  }

  private static List<Backend> backends(String text) {
    var backends = new ArrayList<Backend>();
    for (var part : text.split("\\|", -1)) {
      var endpoints =
          Stream.of(part.split(" ")).filter(e -> !e.isBlank()).map(UsageTest::endpoint).toList();
      var name = "b" + backends.size();
      backends.add(new Backend(name, 1, List.of(new Group(List.of(8080), endpoints))));
    }
    return backends;
  }

  private static Destination endpoint(String text) {
    var parts = text.replace("!", "").split("@");
    int node = Integer.parseInt(parts[1]);
    var address = address(Integer.parseInt(parts[0]));
    return new Destination(address, "n" + node, zone(node), !text.endsWith("!"));
  }

  private static Ip address(int number) {
    return Ip.of("10.0.0." + number);
  }

  /// Nodes 1 and 3 share a zone.
  private static String zone(int node) {
    return "z" + (node == 3 ? 1 : node);
  }

  private static Place place(int node) {
    return new Place("n" + node, zone(node), List.of(Ip.of("192.0.2." + node)));
  }

  private static Place placeOf(String node) {
    return place(Integer.parseInt(node.substring(1)));
  }

  private static Intent intent(Traffic traffic, List<Backend> backends) {
    return new Intent(
        new Key("shop", "web"),
        "u1",
        List.of(Ip.of("10.96.0.1")),
        List.of(new Port("", Protocol.TCP, 80)),
        backends,
        traffic,
        new External(
            List.of(28017), List.of(new Announced(Ip.of("203.0.113.7"), "n1")), List.of(), 0));
  }
}
