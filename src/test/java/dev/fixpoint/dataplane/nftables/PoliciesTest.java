// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.Sample;
import dev.fixpoint.forwarding.Access;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// Frontends are written `1:80`, sets of clients by letters.
class PoliciesTest {
  private static final Access A = rule("a");
  private static final Access AB = rule("a", "b");
  private static final Map<String, Set<Ip>> CLIENTS = Map.of("a", ips(1, 2), "b", ips(2, 3));

  private final Policies policies = new Policies(NftFamily.IPV4);

  @Test
  void equalRulesShareOnePolicy() {
    apply(Map.of("1:80", A, "2:80", A), CLIENTS);

    assertThat(text()).containsExactly("1:80→1", "1←10.1.0.1", "1←10.1.0.2", "2:80→1");
  }

  @Test
  void aClientOfTwoSetsIsThereOnceAndStaysUntilItHasLeftBoth() {
    apply(Map.of("1:80", AB), CLIENTS);

    var change = policies.plan(Map.of(), Set.of(), Map.of("a", ips(1), "b", ips(2, 3)));
    assertThat(difference(change)).isEmpty();
    policies.accept(change);
    var last = policies.plan(Map.of(), Set.of(), Map.of("a", ips(1), "b", ips(3)));
    assertThat(difference(last)).containsExactly("-1←10.1.0.2");
  }

  @Test
  void aClientThatComesIsOneElementForEachDistinctRule() {
    var rules = new HashMap<String, Access>();
    for (int i = 1; i <= 200; i++) {
      rules.put(i + ":80", i % 2 == 0 ? A : AB);
    }
    apply(rules, CLIENTS);

    var change =
        policies.plan(Map.of(), Set.of(), Map.of("a", ips(1, 2, 9), "b", CLIENTS.get("b")));

    assertThat(difference(change)).containsExactly("+1←10.1.0.9", "+2←10.1.0.9");
  }

  @Test
  void aRuleThatTakesAnothersPlaceKeepsItsNumberAndItsClients() {
    apply(Map.of("1:80", A), CLIENTS);

    var change = policies.plan(forwards(Map.of("1:80", AB)), Set.of(), CLIENTS);

    assertThat(difference(change)).containsExactly("+1←10.1.0.3");
  }

  @Test
  void aRuleThatAnotherFrontendStillHasKeepsItsNumber() {
    apply(Map.of("1:80", A, "2:80", A), CLIENTS);

    var change = policies.plan(forwards(Map.of("2:80", AB)), Set.of(), CLIENTS);

    assertThat(difference(change))
        .containsExactly("+2:80→2", "+2←10.1.0.1", "+2←10.1.0.2", "+2←10.1.0.3", "-2:80→1");
  }

  @Test
  void aFrontendThatIsOpenedLeavesNothing() {
    apply(Map.of("1:80", A), CLIENTS);
    var open = new TreeMap<Frontend, Forward>();
    open.put(Sample.frontend("1:80"), Sample.forward("a"));

    policies.accept(policies.plan(open, Set.of(), CLIENTS));

    assertThat(text()).isEmpty();
  }

  @Test
  void rangesAndDropsAreOfThePolicyToo() {
    var range = IpRange.parse("10.20.0.0/16").orElseThrow();
    var v6 = IpRange.parse("fd00::/64").orElseThrow();
    apply(Map.of("1:80", new Access(List.of(), List.of(range, v6), true, false)), CLIENTS);

    assertThat(text()).containsExactly("1:80→1", "1drop", "1←10.20.0.0-10.20.255.255");
  }

  @Test
  void aRestartFindsEveryPolicyUnderItsNumber() {
    apply(Map.of("1:80", A), CLIENTS);
    apply(Map.of("2:80", AB), CLIENTS);
    policies.accept(policies.plan(Map.of(), Set.of(Sample.frontend("1:80")), CLIENTS));
    apply(Map.of("3:80", A), CLIENTS);
    var observed = elements(policies);

    var table = forwards(Map.of("2:80", AB, "3:80", A));
    var restarted = Policies.of(observed, NftFamily.IPV4, table, CLIENTS);

    assertThat(elements(restarted)).isEqualTo(observed);
  }

  @Test
  void whatAKernelHasIsKeptWhereItsRulesAreNotKnown() {
    apply(Map.of("1:80", A, "2:80", new Access(List.of("b"), List.of(), true, false)), CLIENTS);
    var observed = elements(policies);

    var inherited = Policies.in(observed, NftFamily.IPV4);
    assertThat(elements(inherited)).isEqualTo(observed);

    inherited.accept(inherited.plan(forwards(Map.of("1:80", AB)), Set.of(), CLIENTS));
    assertThat(text(elements(inherited)))
        .contains("2:80→2", "2drop", "2←10.1.0.2", "2←10.1.0.3", "1:80→1", "1←10.1.0.3");
  }

  /// Whatever way led there, the kernel admits the same clients.
  @Property(tries = 100)
  void whatIsAdmittedDependsOnTheRulesAlone(@ForAll Random random) {
    var policies = new Policies(NftFamily.IPV4);
    var kernel = new Elements();
    var rules = new TreeMap<String, Access>();
    Map<String, Set<Ip>> clients = Map.of();
    for (int step = 0; step < 12; step++) {
      clients = random.nextInt(3) == 0 ? clients : Map.of("a", some(random), "b", some(random));
      var changed = new HashMap<String, Access>();
      var removed = new HashSet<Frontend>();
      for (int i = 1; i <= 4; i++) {
        switch (random.nextInt(4)) {
          case 0 -> changed.put(i + ":80", List.of(A, AB, rule("b")).get(random.nextInt(3)));
          case 1 -> removed.add(Sample.frontend(i + ":80"));
          default -> {}
        }
      }
      rules.keySet().removeIf(text -> removed.contains(Sample.frontend(text)));
      rules.putAll(changed);
      var plan = policies.plan(forwards(changed), removed, clients);
      var diff = ElementDiff.between(plan.before(), plan.after());
      var next = new Elements();
      for (var set : NftSkeleton.SETS) {
        keep(kernel, set, diff, next);
      }
      diff.added().forEach(next::add);
      kernel = next;
      policies.accept(plan);
      assertThat(kernel).isEqualTo(elements(policies));
      assertThat(admitted(kernel)).isEqualTo(expected(rules, clients));
    }
  }

  private static <K extends Comparable<? super K>, V> void keep(
      Elements kernel, NftSet<K, V> set, ElementDiff diff, Elements next) {
    kernel
        .of(set)
        .forEach(
            (key, value) -> {
              if (!diff.removed().contains(new Element<>(set, key, value))) {
                next.put(set, key, value);
              }
            });
  }

  private static Map<String, Set<Ip>> admitted(Elements kernel) {
    var admitted = new TreeMap<String, Set<Ip>>();
    kernel
        .of(NftSkeleton.GUARDS)
        .forEach(
            (frontend, number) ->
                admitted.put(
                    name(frontend),
                    kernel.of(NftSkeleton.CLIENTS).keySet().stream()
                        .filter(client -> client.policy() == number)
                        .map(Admitted::client)
                        .collect(Collectors.toSet())));
    return admitted;
  }

  private static Map<String, Set<Ip>> expected(
      Map<String, Access> rules, Map<String, Set<Ip>> clients) {
    var expected = new TreeMap<String, Set<Ip>>();
    rules.forEach(
        (frontend, rule) ->
            expected.put(
                frontend,
                rule.sets().stream()
                    .flatMap(set -> clients.getOrDefault(set, Set.of()).stream())
                    .collect(Collectors.toSet())));
    return expected;
  }

  private static Set<Ip> some(Random random) {
    return Stream.of(1, 2, 3, 4)
        .filter(i -> random.nextBoolean())
        .map(i -> Ip.of("10.1.0." + i))
        .collect(Collectors.toSet());
  }

  private void apply(Map<String, Access> rules, Map<String, Set<Ip>> clients) {
    policies.accept(policies.plan(forwards(rules), Set.of(), clients));
  }

  private static Map<Frontend, Forward> forwards(Map<String, Access> rules) {
    var forwards = new TreeMap<Frontend, Forward>();
    rules.forEach(
        (text, rule) ->
            forwards.put(Sample.frontend(text), Sample.forward("a").admitting(Optional.of(rule))));
    return forwards;
  }

  private static Elements elements(Policies policies) {
    var elements = new Elements();
    policies.addTo(elements);
    return elements;
  }

  private List<String> text() {
    return text(elements(policies));
  }

  private static List<String> text(Elements elements) {
    var text = new TreeSet<String>();
    elements.of(NftSkeleton.GUARDS).forEach((f, number) -> text.add(name(f) + "→" + number));
    elements.of(NftSkeleton.CLIENTS).keySet().forEach(c -> text.add(c.policy() + "←" + c.client()));
    elements.of(NftSkeleton.RANGES).keySet().forEach(r -> text.add(r.policy() + "←" + r.clients()));
    elements.of(NftSkeleton.DROPS).keySet().forEach(number -> text.add(number + "drop"));
    return List.copyOf(text);
  }

  private static List<String> difference(Policies.Change change) {
    var diff = ElementDiff.between(change.before(), change.after());
    var before = new Elements();
    var after = new Elements();
    diff.removed().forEach(before::add);
    diff.added().forEach(after::add);
    var text = new ArrayList<String>();
    text(after).forEach(line -> text.add("+" + line));
    text(before).forEach(line -> text.add("-" + line));
    return text;
  }

  private static String name(Frontend frontend) {
    return (frontend.address().low() & 255) + ":" + frontend.port();
  }

  private static Access rule(String... sets) {
    return new Access(List.of(sets), List.of(), false, false);
  }

  private static Set<Ip> ips(Integer... last) {
    return Stream.of(last).map(i -> Ip.of("10.1.0." + i)).collect(Collectors.toSet());
  }
}
