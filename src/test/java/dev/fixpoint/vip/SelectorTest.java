// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.vip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.vip.Selector.Operator;
import dev.fixpoint.vip.Selector.Requirement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SelectorTest {
  private static final Map<String, String> LABELS = Map.of("app", "web", "tier", "", "v", "1");

  /// @param text as `kubectl get pods -l` takes it
  record Row(String name, Selector selector, boolean matches, String text) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        row("nothing required: everything", true, ""),
        row("one value that is there", true, "app=web", in("app", "web")),
        row("one value that is another", false, "app=db", in("app", "db")),
        row("one of several values", true, "app in (db,web)", in("app", "db", "web")),
        row("an absent label is in no list", false, "zone in (a,b)", in("zone", "a", "b")),
        row("the empty value is a value", true, "tier=", in("tier", "")),
        row("an absent label is not the empty value", false, "zone=", in("zone", "")),
        row("none of several values", true, "app notin (db,mq)", notIn("app", "db", "mq")),
        row("not in, but it is", false, "app notin (web)", notIn("app", "web")),
        row("not in holds where the label is absent", true, "zone notin (a)", notIn("zone", "a")),
        row("exists", true, "app", of("app", Operator.Exists)),
        row("exists with an empty value", true, "tier", of("tier", Operator.Exists)),
        row("exists, but it does not", false, "zone", of("zone", Operator.Exists)),
        row("does not exist", true, "!zone", of("zone", Operator.DoesNotExist)),
        row("does not exist, but it does", false, "!tier", of("tier", Operator.DoesNotExist)),
        row("all must hold", true, "app=web,v=1", in("app", "web"), in("v", "1")),
        row("one that fails is enough", false, "app=web,v=2", in("app", "web"), in("v", "2")));
  }

  private static Row row(String name, boolean matches, String text, Requirement... all) {
    return new Row(name, new Selector(List.of(all)), matches, text);
  }

  private static Requirement in(String key, String... values) {
    return new Requirement(key, Operator.In, List.of(values));
  }

  private static Requirement notIn(String key, String... values) {
    return new Requirement(key, Operator.NotIn, List.of(values));
  }

  private static Requirement of(String key, Operator operator) {
    return new Requirement(key, operator, List.of());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void selects(Row row) {
    assertThat(row.selector().matches(LABELS)).isEqualTo(row.matches());
    assertThat(row.selector()).hasToString(row.text());
  }

  /// By these pods and services find each other: none may be missed.
  @Property(tries = 2000)
  void whatIsSelectedHasALabelOfEachDemand(
      @ForAll("selectors") Selector selector, @ForAll("labels") Map<String, String> labels) {
    if (selector.matches(labels)) {
      assertThat(selector.demands())
          .allMatch(
              demand ->
                  labels.containsKey(demand.key())
                      && (demand.values().isEmpty()
                          || demand.values().contains(labels.get(demand.key()))));
    }
  }

  @Provide
  Arbitrary<Selector> selectors() {
    var values = Arbitraries.of("1", "2").list().uniqueElements().ofMinSize(1).ofMaxSize(2);
    return Combinators.combine(key(), Arbitraries.of(Operator.class), values)
        .as(Requirement::new)
        .list()
        .ofMaxSize(3)
        .map(Selector::new);
  }

  @Provide
  Arbitrary<Map<String, String>> labels() {
    return Arbitraries.maps(key(), Arbitraries.of("1", "2")).ofMaxSize(3);
  }

  private static Arbitrary<String> key() {
    return Arbitraries.of("a", "b", "c");
  }
}
