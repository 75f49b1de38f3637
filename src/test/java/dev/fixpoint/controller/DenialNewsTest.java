// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.access.Contacted;
import dev.fixpoint.controller.DenialNews.Denial;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DenialNewsTest {
  private static final Key WEB = new Key("shop", "web");
  private static final Ip CLIENT = Ip.of("10.1.0.7");

  private final DenialNews news = new DenialNews();

  @BeforeEach
  void nobodyHasCome() {
    assertThat(news.since(List.of(node("n1")))).isEmpty();
  }

  /// @param first what the node tells first, and then
  /// @param more how many connections are new then
  record Row(String name, List<Contacted> first, List<Contacted> then, List<Long> more) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    var other = new Contacted(WEB, "81/TCP", CLIENT, false, 2, Instant.EPOCH);
    var admitted = new Contacted(WEB, "80/TCP", CLIENT, true, 9, Instant.EPOCH);
    return Stream.of(
        new Row("somebody comes", List.of(), List.of(denied(3)), List.of(3L)),
        new Row("and comes again", List.of(denied(3)), List.of(denied(5)), List.of(2L)),
        new Row("and does not", List.of(denied(3)), List.of(denied(3)), List.of()),
        new Row("forgotten, and back", List.of(denied(3)), List.of(denied(1)), List.of(1L)),
        new Row("at another port", List.of(denied(3)), List.of(denied(3), other), List.of(2L)),
        new Row("an admitted one", List.of(), List.of(admitted), List.of()),
        new Row("forgotten", List.of(denied(3)), List.of(), List.of()));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isWhatHasCome(Row row) {
    news.since(List.of(node("n1", row.first().toArray(Contacted[]::new))));
    assertThat(news.since(List.of(node("n1", row.then().toArray(Contacted[]::new)))))
        .extracting(Denial::connections)
        .isEqualTo(row.more());
  }

  @Test
  void whatANodeRemembersAtFirstIsNone() {
    assertThat(news.since(List.of(node("n1"), node("n2", denied(7))))).isEmpty();
    assertThat(news.since(List.of(node("n1"), node("n2", denied(8)))))
        .containsExactly(new Denial(WEB, "80/TCP", CLIENT, 1));
  }

  @Test
  void aNodeThatWasGoneIsNewAgain() {
    news.since(List.of());
    assertThat(news.since(List.of(node("n1", denied(7))))).isEmpty();
  }

  private static Contacted denied(long connections) {
    return new Contacted(WEB, "80/TCP", CLIENT, false, connections, Instant.EPOCH);
  }

  private static RoutingFacts node(String name, Contacted... contacts) {
    return new RoutingFacts(name, Optional.empty(), List.of(contacts), 0);
  }
}
