// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.endpoints.Pod;
import dev.fixpoint.endpoints.Pod.Gate;
import dev.fixpoint.vip.ClientSelector;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Selector;
import dev.fixpoint.vip.Selector.Operator;
import dev.fixpoint.vip.Selector.Requirement;
import dev.fixpoint.watch.Contact;
import dev.fixpoint.watch.Mirror;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// How many pods are looked at for a selector, and how many selectors for a pod.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LabelIndexTest {
  private static final int APPS = 100;
  private static final int PODS_OF_EACH = 10;

  private KubernetesClient client;
  private Mirror<io.fabric8.kubernetes.api.model.Pod, Map<String, String>> pods;

  /// In namespace shop: ten pods of each of a hundred apps, all of one tier, of which two are
  /// canaries. Nothing is asked of an API server.
  @BeforeAll
  void fill() {
    client = new KubernetesClientBuilder().withConfig(Config.empty()).build();
    pods =
        new Mirror<>(
            new Contact(client, Duration.ofMinutes(1)),
            io.fabric8.kubernetes.api.model.Pod.class,
            null,
            pod -> pod.getMetadata().getLabels(),
            LabelIndex::tags,
            (id, before, after) -> {});
    int version = 0;
    for (int i = 0; i < APPS * PODS_OF_EACH; i++) {
      var labels = new TreeMap<>(Map.of("app", "app-" + i % APPS, "tier", "web"));
      if (i < 2) {
        labels.put("canary", i == 0 ? "" : "yes");
      }
      pods.wrote(
          new PodBuilder()
              .withNewMetadata()
              .withNamespace("shop")
              .withName("pod-" + i)
              .withLabels(labels)
              .withResourceVersion(Integer.toString(++version))
              .endMetadata()
              .build());
    }
  }

  @AfterAll
  void close() {
    client.close();
  }

  /// @param looked how many pods are looked at
  /// @param matching how many of them it selects
  record Row(String name, Selector selector, int looked, int matching) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    var all = APPS * PODS_OF_EACH;
    return Stream.of(
        new Row("a label", selector(in("app", "app-7")), 10, 10),
        new Row("a label that nobody has", selector(in("app", "none")), 0, 0),
        new Row("a key that nobody has", selector(in("team", "a")), 0, 0),
        new Row(
            "the rarest of two labels", selector(in("tier", "web"), in("app", "app-7")), 10, 10),
        new Row("one of two nobody has", selector(in("tier", "web"), in("app", "none")), 0, 0),
        new Row("In with several values", selector(in("app", "app-1", "app-2", "none")), 20, 20),
        new Row("In with values that nobody has", selector(in("app", "none", "nobody")), 0, 0),
        new Row("Exists, with an empty value too", selector(of("canary", Operator.Exists)), 2, 2),
        new Row("Exists, where nobody has it", selector(of("canar", Operator.Exists)), 0, 0),
        new Row(
            "In and Exists: the rarer",
            selector(in("app", "app-1", "app-2"), of("canary", Operator.Exists)),
            2,
            1),
        new Row("NotIn beside a label", selector(in("app", "app-0"), notIn("canary", "")), 10, 9),
        new Row(
            "DoesNotExist beside a label",
            selector(in("app", "app-1"), of("canary", Operator.DoesNotExist)),
            10,
            9),
        new Row("NotIn alone: all of the namespace", selector(notIn("app", "app-0")), all, 990),
        new Row(
            "DoesNotExist alone: all of the namespace",
            selector(of("canary", Operator.DoesNotExist)),
            all,
            998),
        new Row("everything: all of the namespace", Selector.ALL, all, all));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void asFewPodsAreLookedAtAsTheSelectorAllows(Row row) {
    var looked = pods.narrowed("shop", LabelIndex.spans(row.selector()));

    assertThat(looked).hasSize(row.looked());
    assertThat(looked.stream().filter(row.selector()::matches)).hasSize(row.matching());
    assertThat(pods.narrowed("elsewhere", LabelIndex.spans(row.selector()))).isEmpty();
  }

  /// By which a pod's change finds the services and the clients' sets that it concerns.
  @Property(tries = 2000)
  void whatSelectsAPodIsFound(
      @ForAll("selectors") Selector selector, @ForAll("labels") Map<String, String> labels) {
    var filed = LabelIndex.filed("shop", selector);
    var sought = LabelIndex.sought("shop", List.of(labels));
    if (selector.matches(labels)) {
      assertThat(Collections.disjoint(filed, sought)).as("%s %s", filed, sought).isFalse();
    }
    assertThat(LabelIndex.sought("web", List.of(labels))).doesNotContainAnyElementsOf(filed);
  }

  /// @param found whether the selector is looked at for a pod of app-7
  record Filed(String name, Selector selector, boolean found) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Filed> files() {
    return Stream.of(
        new Filed("its label", selector(in("app", "app-7")), true),
        new Filed("another's", selector(in("app", "app-8")), false),
        new Filed("another's, in a common tier", selector(in("tier", "web"), in("z", "1")), true),
        new Filed("one of several", selector(in("app", "app-7", "app-8")), true),
        new Filed("several others'", selector(in("app", "app-8", "app-9")), false),
        new Filed("a key that it has", selector(of("app", Operator.Exists)), true),
        new Filed("a key that it lacks", selector(of("canary", Operator.Exists)), false),
        new Filed("labels that it lacks", selector(of("canary", Operator.DoesNotExist)), true));
  }

  @ParameterizedTest
  @MethodSource("files")
  void onlyTheSelectorsOfItsLabelsAreLookedAt(Filed row) {
    var labels = Map.of("app", "app-7", "tier", "web");
    var selectors = new ClientSelectors();
    selectors.use(new Key("shop", "a"), List.of(ClientSelector.in("shop", row.selector())));

    assertThat(selectors.concerned("shop", null, pod(labels))).hasSize(row.found() ? 1 : 0);
    assertThat(selectors.concerned("shop", pod(labels), null)).hasSize(row.found() ? 1 : 0);
    assertThat(selectors.concerned("web", null, pod(labels))).isEmpty();
  }

  @Test
  void aPodConcernsFewOfManySelectors() {
    var selectors = new ClientSelectors();
    for (int i = 0; i < 1_000; i++) {
      var pods = selector(in("app", "app-" + i));
      selectors.use(new Key("shop", "s" + i), List.of(ClientSelector.in("shop", pods)));
      selectors.use(new Key("web", "s" + i), List.of(ClientSelector.across(Selector.ALL, pods)));
    }

    var concerned = selectors.concerned("shop", null, pod(Map.of("app", "app-7")));

    assertThat(concerned)
        .extracting(ClientSelector::toString)
        .containsExactlyInAnyOrder(
            "pods app=app-7 in namespace shop", "pods app=app-7 in all namespaces");
  }

  /// @param sets which of the sets 1 and 2 it uses from now on
  record Use(String service, Set<Integer> sets) {}

  /// Compared with what was last said of each service.
  @Property
  void usersAreThoseThatUseASetNow(@ForAll("uses") List<Use> uses) {
    var selectors = new ClientSelectors();
    var model = new HashMap<String, Set<Integer>>();
    for (var use : uses) {
      var wanted = new HashSet<>(use.sets().stream().map(LabelIndexTest::client).toList());
      wanted.removeAll(selectors.all());

      var fresh =
          selectors.use(
              new Key("shop", use.service()),
              use.sets().stream().map(LabelIndexTest::client).toList());

      assertThat(fresh)
          .containsExactlyInAnyOrderElementsOf(
              wanted.stream().map(ClientSelector::setName).toList());
      model.put(use.service(), use.sets());
      for (int set : List.of(1, 2)) {
        var expected = model.entrySet().stream().filter(e -> e.getValue().contains(set));
        assertThat(selectors.usersOf(client(set).setName()))
            .extracting(Key::name)
            .containsExactlyInAnyOrderElementsOf(expected.map(Map.Entry::getKey).toList());
      }
    }
    selectors.retain(List.of(new Key("shop", "a")), Set.of());
    var kept = model.getOrDefault("a", Set.of()).stream().map(LabelIndexTest::client).toList();
    assertThat(selectors.all()).containsExactlyInAnyOrderElementsOf(kept);
    assertThat(selectors.concerned("shop", null, pod(Map.of("app", "1"))))
        .hasSize(kept.contains(client(1)) ? 1 : 0);
  }

  private static ClientSelector client(int set) {
    return ClientSelector.in("shop", selector(in("app", Integer.toString(set))));
  }

  @Provide
  Arbitrary<List<Use>> uses() {
    var sets = Arbitraries.of(1, 2).set().ofMaxSize(2);
    return Combinators.combine(Arbitraries.of("a", "b"), sets).as(Use::new).list().ofMaxSize(12);
  }

  @Provide
  Arbitrary<Selector> selectors() {
    var values = Arbitraries.of("", "1", "2").list().uniqueElements().ofMinSize(1).ofMaxSize(2);
    return Combinators.combine(key(), Arbitraries.of(Operator.class), values)
        .as(
            (key, operator, list) ->
                operator == Operator.In || operator == Operator.NotIn
                    ? new Requirement(key, operator, list)
                    : of(key, operator))
        .list()
        .ofMaxSize(3)
        .map(Selector::new);
  }

  @Provide
  Arbitrary<Map<String, String>> labels() {
    return Arbitraries.maps(key(), Arbitraries.of("", "1", "2")).ofMaxSize(3);
  }

  private static Arbitrary<String> key() {
    return Arbitraries.of("a", "b", "example.com/a");
  }

  private static Pod pod(Map<String, String> labels) {
    return new Pod("p", "u", labels, List.of(), "n1", true, false, false, List.of(), Gate.NONE);
  }

  private static Selector selector(Requirement... requirements) {
    return new Selector(List.of(requirements));
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
}
