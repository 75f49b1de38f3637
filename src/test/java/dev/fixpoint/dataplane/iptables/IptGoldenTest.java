// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IptGoldenTest {

  @ParameterizedTest
  @EnumSource(IptFamily.class)
  @DisplayName("what a kernel lists is what is rendered, and is read as what is wanted")
  void listingAndStateAreOne(IptFamily family) throws Exception {
    var listing = GoldenChains.read(family + ".txt");
    var state =
        Wanted.of(new Means(true, true), GoldenChains.table(), GoldenChains.rules()).of(family);

    assertThat(GoldenChains.ours(IptRules.list(state))).isEqualTo(listing);
    var saved = Saved.parse(listing);
    assertThat(saved.chains().keySet()).isEqualTo(state.chains().keySet());
    saved
        .chains()
        .forEach((chain, rules) -> assertThat(rules).isEqualTo(state.chains().get(chain).rules()));
    assertThat(saved.jumps().keySet()).isEqualTo(NodeParts.jumps().keySet());
  }
}
