// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.forwarding.Capability;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is told of kernels that lack something.
class ProbeTest {
  private static final Set<Capability> ALL =
      EnumSet.complementOf(EnumSet.of(Capability.LeastConnections, Capability.SourceHashIPv6));

  /// Takes all but what contains a text.
  private record Lacking(String what, IptFamily where) implements Probe.Trial {
    @Override
    public void restore(IptFamily family, String script) throws DataplaneException {
      refuse(family == where && script.contains(what));
    }

    @Override
    public void sets(String script) throws DataplaneException {
      refuse(script.contains(what));
    }

    private static void refuse(boolean isLacking) throws DataplaneException {
      if (isLacking) {
        throw new DataplaneException("iptables: no such extension");
      }
    }
  }

  static Stream<Arguments> kernels() {
    return Stream.of(
        arguments("nothing", Set.of(), new Means(true, true)),
        arguments("-p sctp", Set.of(Capability.SCTP), new Means(true, true)),
        arguments("-m cluster", Set.of(Capability.SourceHash), new Means(true, true)),
        arguments("--mode nth", Set.of(Capability.RoundRobin), new Means(true, true)),
        arguments(
            "-m recent", Set.of(Capability.Affinity, Capability.External), new Means(true, false)),
        arguments("-m set !", Set.of(Capability.Audit), new Means(false, true)),
        arguments("-j SET", Set.of(Capability.Audit), new Means(true, true)),
        arguments("counters", Set.of(Capability.Audit), new Means(true, true)),
        arguments("create", Set.of(Capability.Audit), new Means(false, true)));
  }

  @ParameterizedTest(name = "without {0}")
  @MethodSource("kernels")
  @DisplayName("a capability that the kernel lacks is not told, in either family")
  void tellsNoMoreThanThereIs(String lacking, Set<Capability> without, Means means)
      throws Exception {
    for (var family : IptFamily.values()) {
      var found = Probe.of(new Lacking(lacking, family));

      var expected = EnumSet.copyOf(ALL);
      expected.removeAll(without);
      assertThat(found.capabilities()).isEqualTo(expected);
      assertThat(found.means()).isEqualTo(means);
      assertThat(found.families()).containsExactly(IptFamily.values());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-m statistic", "-m conntrack", "-j DNAT", "-j MASQUERADE", "-j REJECT"})
  void withoutWhatAllNeedIpv6IsLeftOutAndIpv4IsAnEnd(String lacking) throws Exception {
    var found = Probe.of(new Lacking(lacking, IptFamily.IPV6));

    assertThat(found.families()).isEqualTo(List.of(IptFamily.IPV4));
    assertThat(found.capabilities()).contains(Capability.IPv4).doesNotContain(Capability.IPv6);
    assertThatThrownBy(() -> Probe.of(new Lacking(lacking, IptFamily.IPV4)))
        .isInstanceOf(DataplaneException.class)
        .hasMessageContaining("no such extension")
        .hasMessageContaining("FIXPOINT_BACKEND");
  }
}
