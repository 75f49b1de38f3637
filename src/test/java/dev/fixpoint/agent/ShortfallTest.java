// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.fixpoint.forwarding.Capability;
import dev.fixpoint.forwarding.Need;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What people read where a backend cannot do what a spec asks for.
class ShortfallTest {
  private static final Set<Capability> CAN =
      Set.of(Capability.IPv4, Capability.TCP, Capability.UDP, Capability.Random);

  static Stream<Arguments> lacks() {
    return Stream.of(
        arguments(Capability.IPv6, "leave that family out of spec.x"),
        arguments(Capability.SCTP, "set spec.x to TCP or UDP"),
        arguments(Capability.SourceHash, "set spec.x to Random"),
        arguments(
            Capability.SourceHashIPv6,
            "set spec.x to Random, or leave IPv6 out of spec.addresses.families"),
        arguments(Capability.Affinity, "remove spec.x"),
        arguments(Capability.Audit, "set spec.x to false"),
        arguments(Capability.External, "set spec.x to ClusterIP"),
        arguments(Capability.Sides, "set spec.x to Cluster"));
  }

  @ParameterizedTest
  @MethodSource("lacks")
  void namesTheFieldAndTheWaysOut(Capability lacking, String instead) {
    assertThat(Shortfall.of(List.of(new Need(lacking, "spec.x")), "iptables", CAN))
        .contains(
            "backend iptables cannot do %s: %s; or set agent.backend to one that can"
                .formatted(lacking, instead));
  }

  @Test
  void namesAllThatLacksAndNothingElse() {
    var needs =
        List.of(
            new Need(Capability.TCP, "spec.ports[0].protocol"),
            new Need(Capability.SCTP, "spec.ports[1].protocol"),
            new Need(Capability.Audit, "spec.access.audit"));
    assertThat(Shortfall.of(needs, "ipvs", CAN))
        .contains(
            "backend ipvs cannot do SCTP: set spec.ports[1].protocol to TCP or UDP; it cannot do"
                + " Audit: set spec.access.audit to false; or set agent.backend to one that can");
  }

  @ParameterizedTest
  @EnumSource(Capability.class)
  void whatCanBeDoneIsNoShortfall(Capability capability) {
    var all = EnumSet.allOf(Capability.class);
    assertThat(Shortfall.of(List.of(new Need(capability, "spec.x")), "nftables", all)).isEmpty();
  }
}
