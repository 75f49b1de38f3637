// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fixpoint.dataplane.Sample;
import dev.fixpoint.dataplane.iptables.Picks.Pick;
import dev.fixpoint.forwarding.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PicksTest {
  private static final String RANDOM = "-m statistic --mode random --probability ";

  /// What a kernel makes of a probability: it compares 31 random bits.
  private static double taken(Pick pick) {
    return pick.match().isEmpty()
        ? 1
        : Math.round(Double.parseDouble(pick.match().substring(RANDOM.length())) * 0x1p31) / 0x1p31;
  }

  @Property
  void sharesAreExact(
      @ForAll @IntRange(min = 1, max = 1_000_000) int one,
      @ForAll @IntRange(min = 1, max = 1_000_000) int other) {
    var shares =
        List.of(new Share(one, Sample.targets("abc")), new Share(other, Sample.targets("cdefg")));
    double left = 1;
    var parts = new TreeMap<String, Double>();
    for (var pick : Picks.random(shares)) {
      parts.put(pick.target().toString(), left * taken(pick));
      left *= 1 - taken(pick);
    }
    double sum = (double) one + other;
    assertThat(parts.get("10.1.0.1:8080")).isCloseTo(one / sum / 3, within(1e-8));
    assertThat(parts.get("10.1.0.3:8080")).isCloseTo(one / sum / 3 + other / sum / 5, within(1e-8));
    assertThat(parts.get("10.1.0.7:8080")).isCloseTo(other / sum / 5, within(1e-8));
    assertThat(left).isZero();
  }

  @Test
  void thirdsArePrintedAsTheToolPrintsThem() {
    assertThat(Picks.random(List.of(new Share(1, Sample.targets("abc")))))
        .extracting(Pick::match)
        .containsExactly(RANDOM + "0.33333333349", RANDOM + "0.50000000000", "");
  }

  @Test
  void aRoundHasAsManyTurnsOfEachAsItsWeightSays() {
    var shares = List.of(new Share(3, Sample.targets("a")), new Share(2, Sample.targets("b")));
    assertThat(turns(Picks.inTurn(shares), 50)).containsOnly(30L, 20L);
  }

  @Test
  void aLongRoundIsCutToAThousandTurns() {
    var shares =
        List.of(new Share(1_000_000, Sample.targets("a")), new Share(1, Sample.targets("b")));
    assertThat(Picks.inTurn(shares)).hasSizeBetween(1000, 1001);
  }

  /// As the kernel counts: each rule for itself, the connections that those before have left.
  private static List<Long> turns(List<Pick> picks, int connections) {
    var seen = new int[picks.size()];
    var counts = new TreeMap<String, Long>();
    for (int c = 0; c < connections; c++) {
      for (int i = 0; i < picks.size(); i++) {
        int every = picks.size() - i;
        if (++seen[i] % every == 0) {
          counts.merge(picks.get(i).target().toString(), 1L, Long::sum);
          break;
        }
      }
    }
    return new ArrayList<>(counts.values());
  }
}
