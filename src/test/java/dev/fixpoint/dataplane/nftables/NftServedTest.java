// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.Sample;
import dev.fixpoint.dataplane.Served;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Protocol;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NftServedTest {
  private static final Frontend WEB = Sample.frontend("1:80");
  private static final Target A = Sample.targets("a").getFirst();
  private static final Target B = Sample.targets("b").getFirst();
  private static final Slot ZERO = new Slot(WEB, 0);
  private static final Slot ONE = new Slot(WEB, 1);

  private final NftServed served = new NftServed();
  private final Map<Slot, Target> slots = new HashMap<>(Map.of(ZERO, A, ONE, B));

  private List<Served> look(Map<Slot, Long> counts) {
    return served.since(counts, slots::get);
  }

  @Test
  void theSetIsRead() {
    var outside = new Frontend(Ip.of("10.96.0.1"), Protocol.TCP, 80, Frontend.Side.OUTSIDE);
    var elements =
        Stream.of(ZERO, ONE, new Slot(outside, 0))
            .flatMap(
                slot ->
                    KernelBytes.elements(NftSkeleton.SERVED, slot, Type.Nothing.NOTHING).stream())
            .toList();
    assertThat(NftServed.read(NftFamily.IPV4, elements))
        .isEqualTo(Map.of(ZERO, 7L, ONE, 7L, new Slot(outside, 0), 7L));
  }

  @Test
  void whatWasThereAtTheFirstLookIsNotCounted() {
    assertThat(look(Map.of(ZERO, 5L))).isEmpty();
    assertThat(look(Map.of(ZERO, 7L, ONE, 1L)))
        .containsExactlyInAnyOrder(new Served(WEB, A, 2), new Served(WEB, B, 1));
    assertThat(look(Map.of(ZERO, 7L, ONE, 1L))).isEmpty();
  }

  @Test
  void aCounterThatHasBegunAnewCountsWhole() {
    look(Map.of(ZERO, 5L));
    assertThat(look(Map.of(ZERO, 3L))).containsExactly(new Served(WEB, A, 3));
  }

  @Test
  void aSlotThatHasGoneCountsForItsLastTarget() {
    look(Map.of(ONE, 5L));
    slots.remove(ONE);
    assertThat(look(Map.of(ONE, 8L))).containsExactly(new Served(WEB, B, 3));
    assertThat(look(Map.of(ONE, 9L))).isEmpty();
  }
}
