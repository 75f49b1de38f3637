// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import static dev.fixpoint.bench.report.Contender.FIXPOINT_NFTABLES;
import static dev.fixpoint.bench.report.Contender.KUBE_PROXY_NFTABLES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fixpoint.bench.report.Contender;
import dev.fixpoint.bench.report.Measure.Part;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

  @Test
  @DisplayName("without a word all is measured, there and back")
  void whole() {
    var options = Options.parse();
    assertThat(options.isWhole()).isTrue();
    assertThat(options.parts()).containsExactly(Part.values());
    assertThat(options.sizes()).containsExactly(1, 1_000, 10_000, 100_000);
    assertThat(options.turns(1_000))
        .containsExactly(
            FIXPOINT_NFTABLES, KUBE_PROXY_NFTABLES, KUBE_PROXY_NFTABLES, FIXPOINT_NFTABLES);
    assertThat(options.turns(10_000)).containsExactly(FIXPOINT_NFTABLES, KUBE_PROXY_NFTABLES);
    assertThat(options.turns(100_000)).containsExactly(FIXPOINT_NFTABLES);
  }

  @Test
  @DisplayName("all systems, in the order of their kind; beyond what they make whole, ours alone")
  void systems() {
    var options = Options.parse("system=all", "rounds=1", "direct=500");
    assertThat(options.turns(500)).containsExactly(Contender.values());
    assertThat(options.turns(501)).containsExactly(FIXPOINT_NFTABLES);
  }

  @Test
  @DisplayName("quick, sizes in their order, scenarios, systems and rounds can be chosen")
  void chosen() {
    var options =
        Options.parse(
            "quick",
            "size=1000",
            "size=1",
            "only=start",
            "system=fixpoint-nftables",
            "rounds=3",
            "seconds=7",
            "minutes=25");
    assertThat(options.isWhole()).isFalse();
    assertThat(options.quick()).isTrue();
    assertThat(options.sizes()).containsExactly(1, 1_000);
    assertThat(options.parts()).containsExactly(Part.START);
    assertThat(options.time()).isEqualTo(Duration.ofSeconds(7));
    assertThat(options.limit()).isEqualTo(Duration.ofMinutes(25));
    assertThat(options.turns(1_000)).hasSize(3).containsOnly(FIXPOINT_NFTABLES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"slow", "only=speed", "system=cilium", "sizes=1", "size=x", "rounds=0"})
  @DisplayName("what is not understood is named")
  void wrong(String word) {
    assertThatThrownBy(() -> Options.parse(word))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(word.substring(word.indexOf('=') + 1));
  }
}
