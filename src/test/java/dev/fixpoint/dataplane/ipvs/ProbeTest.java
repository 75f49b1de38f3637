// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.forwarding.Capability;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.IpRange;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is told of kernels that lack something.
class ProbeTest {

  /// A kernel that takes all but what matches, and remembers the rest.
  private record Kernel(String lacking, List<String> taken) implements Probe.Trial {
    Kernel(String lacking) {
      this(lacking, new ArrayList<>());
    }

    @Override
    public void services(List<String> lines) throws DataplaneException {
      take(String.join("\n", lines));
    }

    @Override
    public void sets(List<String> lines) throws DataplaneException {
      take(String.join("\n", lines));
    }

    @Override
    public void rules(Family family, String script) throws DataplaneException {
      take(family.name() + "\n" + script);
    }

    private void take(String text) throws DataplaneException {
      if (text.matches("(?s).*(" + lacking + ").*")) {
        throw new DataplaneException("ipvs: no such thing");
      }
      taken.add(text);
    }
  }

  static Stream<Arguments> kernels() {
    return Stream.of(
        arguments("nothing", Set.of()),
        arguments("-s wrr", Set.of(Capability.Random, Capability.RoundRobin)),
        arguments("-s wlc", Set.of(Capability.LeastConnections)),
        arguments("-s mh", Set.of(Capability.SourceHash, Capability.SourceHashIPv6)),
        arguments("A -t .2001:db8", Set.of(Capability.IPv6)),
        arguments("IPV6", Set.of(Capability.IPv6)),
        arguments("inet6", Set.of(Capability.IPv6)),
        arguments("skbinfo", Set.of(Capability.Sides)),
        arguments("--map-mark", Set.of(Capability.Sides)),
        arguments("counters", Set.of(Capability.Audit)),
        arguments("--add-set", Set.of(Capability.Audit)),
        arguments("-j SET", Set.of(Capability.Audit, Capability.Sides)));
  }

  @ParameterizedTest(name = "without {0}")
  @MethodSource("kernels")
  @DisplayName("a capability that the kernel lacks is not told, and others are")
  void tellsNoMoreThanThereIs(String lacking, Set<Capability> without) throws Exception {
    var found = Probe.of(new Kernel(lacking), () -> true);

    assertThat(found.capabilities()).isEqualTo(allBut(without));
    assertThat(found.families().contains(Family.IPV6))
        .isEqualTo(!without.contains(Capability.IPv6));
  }

  @Test
  void sctpIsForWhatTracksIt() throws Exception {
    var found = Probe.of(new Kernel("nothing"), () -> false);
    assertThat(found.capabilities()).isEqualTo(allBut(Set.of(Capability.SCTP)));
  }

  private static Set<Capability> allBut(Set<Capability> some) {
    var all = EnumSet.allOf(Capability.class);
    all.removeAll(some);
    return all;
  }

  @Test
  void withoutWhatAllNeedItIsAnEnd() {
    for (var lacking : List.of("--match-set", "-j REJECT", "-j MASQUERADE", "family inet ")) {
      assertThatThrownBy(() -> Probe.of(new Kernel(lacking), () -> true))
          .isInstanceOf(DataplaneException.class)
          .hasMessageContaining("no such thing")
          .hasMessageContaining("FIXPOINT_BACKEND");
    }
  }

  @Test
  void whatIsTriedIsTakenAwayAgainAndNothingLeadsToIt() throws Exception {
    var kernel = new Kernel("nothing");
    Probe.of(kernel, () -> true);

    var lines = kernel.taken().stream().flatMap(String::lines).toList();
    assertThat(lines)
        .filteredOn(line -> line.matches("-A (-t|INPUT|OUTPUT|FORWARD|POSTROUTING|PREROUTING).*"))
        .allMatch(line -> line.matches("-A -t (192.0.2.255|\\[2001:db8::ffff\\]):9 .*"));
    assertThat(names(lines, "destroy ")).isNotEmpty().isEqualTo(names(lines, "create "));
    assertThat(names(lines, "-X ")).isNotEmpty().isEqualTo(names(lines, ":"));
    assertThat(count(lines, "-D -t ")).isPositive().isEqualTo(count(lines, "-A -t "));
  }

  private static Set<String> names(List<String> lines, String verb) {
    var names = new java.util.TreeSet<String>();
    lines.stream()
        .filter(line -> line.startsWith(verb))
        .map(line -> line.substring(verb.length()).split(" ")[0])
        .forEach(names::add);
    return names;
  }

  private static long count(List<String> lines, String verb) {
    return lines.stream().filter(line -> line.startsWith(verb)).count();
  }

  @Test
  void ofAFamilyThatIsNotThereNothingIsGuarded() throws Exception {
    var four = IpRange.parse("10.96.0.0/24").orElseThrow();
    var rules = new NodeRules(Set.of(four, IpRange.parse("fd96::/64").orElseThrow()));

    var lacking = Probe.of(new Kernel("IPV6"), () -> true).capabilities();
    assertThat(rules.within(lacking).guarded()).containsExactly(four);
    var all = Probe.of(new Kernel("nothing"), () -> true).capabilities();
    assertThat(rules.within(all)).isSameAs(rules);
  }
}
