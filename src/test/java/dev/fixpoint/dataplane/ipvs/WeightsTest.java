// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.forwarding.Share;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightsTest {

  /// @param share such as `95*abc`: weight and targets
  private static Share share(String share) {
    var parts = share.split("\\*");
    var targets =
        parts[1]
            .chars()
            .mapToObj(c -> new Target(Ip.of("10.1.0." + (c - 'a')), 80, false))
            .toList();
    return new Share(Integer.parseInt(parts[0]), targets);
  }

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource({
    "equal, 1*abc, 1 1 1",
    "one share needs no weight, 1000*ab, 1 1",
    "weights are for shares and not for targets, 1*ab 1*c, 1 1 2",
    "a share without common measure, 95*abc 5*d, 19 19 19 3",
    "a target in two shares has the sum of its parts, 1*ab 1*bc, 1 2 1",
    "the largest are rounded, 1000000*a 999999*b 1*c, 10000 10000 1",
  })
  void partsAreWeights(String name, String shares, String weights) {
    var all = Arrays.stream(shares.split(" ")).map(WeightsTest::share).toList();
    var found = Weights.of(all).values().stream().map(String::valueOf);
    assertThat(found.collect(Collectors.joining(" "))).isEqualTo(weights);
  }

  @Property(tries = 200)
  void blocksAreTheRange(@ForAll int first, @ForAll short length) {
    long from = first & 0xffff_ffffL;
    long to = Math.min(0xffff_ffffL, from + (length & 0xffff));
    var range = new IpRange(Ip.v4(from), Ip.v4(to));
    var blocks = Blocks.of(range).stream().map(text -> IpRange.parse(text).orElseThrow()).toList();
    assertThat(blocks.getFirst().first()).isEqualTo(range.first());
    assertThat(blocks.getLast().last()).isEqualTo(range.last());
    IntStream.range(1, blocks.size())
        .forEach(
            i -> assertThat(blocks.get(i).first()).isEqualTo(blocks.get(i - 1).last().plus(1)));
    assertThat(blocks.size()).isLessThan(64);
  }

  @ParameterizedTest
  @CsvSource({"0.0.0.0/0, 0.0.0.0/1 128.0.0.0/1", "::/0, ::/1 8000::/1", "fd00::7, fd00::7"})
  void noBlockIsEverything(String range, String blocks) {
    assertThat(Blocks.of(IpRange.parse(range).orElseThrow())).isEqualTo(List.of(blocks.split(" ")));
  }
}
