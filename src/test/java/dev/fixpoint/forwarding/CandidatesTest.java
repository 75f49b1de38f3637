// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.forwarding.Candidates.Candidate;
import dev.fixpoint.intent.Intent.Destination;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Traffic.Preference;
import dev.fixpoint.vip.Traffic.Scope;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CandidatesTest {
  private static final Place HERE = new Place("n1", "a", List.of());

  /// @param endpoints as `address@node/zone`, address being the last number; `!` for one that is
  ///     terminating and still serves; `|` between backends
  /// @param expected the addresses' last numbers
  record Row(String name, Scope scope, Preference prefer, String endpoints, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        cluster("all of the cluster", Preference.NONE, "1@n1/a 2@n2/a 3@n3/b", "1 2 3"),
        cluster("none, none", Preference.NONE, "", ""),
        cluster(
            "a terminating one waits while one is ready", Preference.NONE, "1@n1/a! 2@n2/b", "2"),
        cluster(
            "where none is ready, those that still serve (KEP-1669)",
            Preference.NONE,
            "1@n1/a! 2@n2/b!",
            "1 2"),
        cluster("the same zone", Preference.SAME_ZONE, "1@n1/a 2@n2/a 3@n3/b", "1 2"),
        cluster("no endpoint in the zone: all", Preference.SAME_ZONE, "2@n2/b 3@n3/c", "2 3"),
        cluster(
            "one endpoint without a zone: zones do not count (KEP-2433)",
            Preference.SAME_ZONE,
            "1@n1/a 2@n2/a 3@n3/",
            "1 2 3"),
        cluster(
            "a terminating one in the zone does not keep the zone",
            Preference.SAME_ZONE,
            "1@n1/a! 2@n2/b",
            "2"),
        cluster(
            "a terminating one without a zone does not spoil the zones",
            Preference.SAME_ZONE,
            "1@n1/a 2@n2/b 3@n3/!",
            "1"),
        cluster(
            "no zone counts among those that only serve",
            Preference.SAME_ZONE,
            "1@n1/a! 2@n2/b!",
            "1 2"),
        cluster("the same node", Preference.SAME_NODE, "1@n1/a 2@n2/a 3@n3/b", "1"),
        cluster(
            "none on the node: the same zone (KEP-3015)",
            Preference.SAME_NODE,
            "2@n2/a 3@n3/b",
            "2"),
        cluster(
            "none on the node nor in the zone: all (KEP-3015)",
            Preference.SAME_NODE,
            "2@n2/b 3@n3/c",
            "2 3"),
        cluster(
            "a node that is not known: nodes do not count",
            Preference.SAME_NODE,
            "1@n1/a 2@/a 3@n3/b",
            "1 2"),
        cluster(
            "a backend that is ending leaves its share to one that is ready",
            Preference.NONE,
            "1@n1/a! | 2@n2/b",
            " | 2"),
        cluster(
            "no backend is ready: all that still serve",
            Preference.NONE,
            "1@n1/a! | 2@n2/b!",
            "1 | 2"),
        cluster(
            "a zone counts for each backend alone",
            Preference.SAME_ZONE,
            "1@n1/a 2@n2/b | 3@n2/b",
            "1 | 3"),
        local("those of the node", "1@n1/a 2@n2/a", "1"),
        local(
            "a backend that is ending here leaves its share to one that is ready here",
            "1@n1/a! | 2@n1/a",
            " | 2"),
        local(
            "what is ready elsewhere does not count: all that still serve here",
            "1@n1/a! 4@n2/a | 2@n1/a!",
            "1 | 2"),
        local("none on the node: none", "2@n2/a", ""),
        local(
            "the last one of the node serves on, though the cluster has ready ones (KEP-1669)",
            "1@n1/a! 2@n2/a",
            "1"),
        local("a ready one of the node before one that ends", "1@n1/a! 4@n1/a 2@n2/a", "4"),
        new Row(
            "a preference means nothing to Local",
            Scope.LOCAL,
            Preference.SAME_ZONE,
            "2@n2/a 3@n3/b",
            ""));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void areThoseThatTheNodeUses(Row row) {
    var backends = Stream.of(row.endpoints().split("\\|", -1)).map(this::candidates).toList();

    var chosen = Candidates.of(row.scope(), row.prefer(), backends, HERE);

    assertThat(chosen.stream().map(CandidatesTest::text).collect(Collectors.joining(" | ")))
        .isEqualTo(row.expected());
  }

  private List<Candidate> candidates(String endpoints) {
    return Stream.of(endpoints.split(" "))
        .filter(text -> !text.isEmpty())
        .map(this::candidate)
        .toList();
  }

  private static String text(List<Candidate> chosen) {
    return chosen.stream()
        .map(c -> Long.toString(c.destination().address().low() & 255))
        .collect(Collectors.joining(" "));
  }

  private Candidate candidate(String text) {
    boolean ready = !text.endsWith("!");
    var parts = text.replace("!", "").split("[@/]", -1);
    var address = Ip.of("10.0.0." + parts[0]);
    return new Candidate(new Destination(address, parts[1], parts[2], ready), 8080);
  }

  private static Row cluster(String name, Preference prefer, String endpoints, String expected) {
    return new Row("Cluster: " + name, Scope.CLUSTER, prefer, endpoints, expected);
  }

  private static Row local(String name, String endpoints, String expected) {
    return new Row("Local: " + name, Scope.LOCAL, Preference.NONE, endpoints, expected);
  }
}
