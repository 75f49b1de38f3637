// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.forwarding.Capability;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.vip.IpRange;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is told of kernels that lack something.
class NftProbeTest {

  /// A kernel that takes all but what contains a text, and remembers what it was asked.
  private record Kernel(String lacking, List<String> asked) implements NftProbe.Trial {
    Kernel(String lacking) {
      this(lacking, new ArrayList<>());
    }

    @Override
    public void check(String script) throws DataplaneException {
      asked.add(script);
      if (script.contains(lacking)) {
        throw new DataplaneException("nftables: Could not process rule: No such file or directory");
      }
    }
  }

  static Stream<Arguments> kernels() {
    return Stream.of(
        arguments("nothing", Set.of()),
        arguments("numgen random", Set.of(Capability.Random)),
        arguments("numgen inc", Set.of(Capability.RoundRobin)),
        arguments("numgen", Set.of(Capability.Random, Capability.RoundRobin)),
        arguments("jhash", Set.of(Capability.SourceHash, Capability.SourceHashIPv6)),
        arguments("add table ip6", Set.of(Capability.IPv6, Capability.SourceHashIPv6)));
  }

  @ParameterizedTest(name = "without {0}")
  @MethodSource("kernels")
  @DisplayName("a capability that the kernel lacks is not told, and others are")
  void tellsNoMoreThanThereIs(String lacking, Set<Capability> without) throws Exception {
    var found = NftProbe.of(new Kernel(lacking), () -> true);

    assertThat(found.capabilities()).isEqualTo(allBut(without));
    assertThat(found.families().contains(NftFamily.IPV6))
        .isEqualTo(!without.contains(Capability.IPv6));
  }

  @Test
  void sctpIsForWhatTracksIt() throws Exception {
    var found = NftProbe.of(new Kernel("nothing"), () -> false);
    assertThat(found.capabilities()).isEqualTo(allBut(Set.of(Capability.SCTP)));
  }

  private static Set<Capability> allBut(Set<Capability> some) {
    var all = EnumSet.copyOf(NftProbe.ALL);
    all.removeAll(some);
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"add table ip ", "masquerade", "dnat ip ", "reject", "flags dynamic"})
  void withoutWhatAllNeedItIsAnEnd(String lacking) {
    assertThatThrownBy(() -> NftProbe.of(new Kernel(lacking), () -> true))
        .isInstanceOf(DataplaneException.class)
        .hasMessageContaining("No such file or directory")
        .hasMessageContaining("FIXPOINT_BACKEND");
  }

  @Test
  void theKernelIsAskedOnceAndAboutATableOfAnotherName() throws Exception {
    var kernel = new Kernel("nothing");
    NftProbe.of(kernel, () -> true);

    assertThat(kernel.asked()).hasSize(1);
    assertThat(kernel.asked().getFirst())
        .contains("add table ip fixpoint-probe\n", "add table ip6 fixpoint-probe\n")
        .doesNotContainPattern("(?m)^[a-z]+ [a-z]+ ip6? fixpoint( |$)");
  }

  @Test
  void whatFailsOnceIsTriedAgain() throws Exception {
    var calls = new AtomicInteger();
    var found =
        NftProbe.of(
            script -> {
              if (calls.incrementAndGet() == 1) {
                throw new DataplaneException("nftables: Interrupted system call");
              }
            },
            () -> true);
    assertThat(found).isEqualTo(NftProbe.Found.EVERYTHING);
  }

  @Test
  void ofAFamilyThatIsNotThereNothingIsGuarded() throws Exception {
    var four = IpRange.parse("10.96.0.0/24").orElseThrow();
    var rules = new NodeRules(Set.of(four, IpRange.parse("fd96::/64").orElseThrow()));

    var found = NftProbe.of(new Kernel("add table ip6"), () -> true);
    assertThat(rules.within(found.capabilities()).guarded()).containsExactly(four);
    assertThat(rules.within(NftProbe.ALL)).isSameAs(rules);
  }
}
