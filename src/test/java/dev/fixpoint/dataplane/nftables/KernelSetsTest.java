// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.Sample;
import dev.fixpoint.dataplane.netlink.SetElement;
import dev.fixpoint.dataplane.nftables.Type.Nothing;
import dev.fixpoint.vip.Ip;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What others may put into our sets.
class KernelSetsTest {

  record Row(String name, NftSet<?, ?> set, SetElement element, boolean ours) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final Slot SLOT = new Slot(Sample.frontend("1:80"), 1);
  private static final Endpoint ENDPOINT = new Endpoint(Ip.of("10.1.0.1"), 8080);

  private static SetElement ours(NftSet<?, ?> set, Object key, Object value) {
    return KernelBytes.elements(set, key, value).getFirst();
  }

  private static SetElement with(
      SetElement of, Optional<String> chain, Optional<Long> packets, boolean more) {
    return new SetElement(
        of.key(), of.last(), of.value(), chain, of.end(), packets, of.millisLeft(), more);
  }

  static Stream<Row> rows() {
    var slot = ours(NftSkeleton.SLOTS, SLOT, ENDPOINT);
    var pick = ours(NftSkeleton.PICKS, 3, "pick-3");
    var none = Optional.<String>empty();
    var nothing = Nothing.NOTHING;
    var guard = ours(NftSkeleton.DENIALS, SLOT.frontend(), nothing);
    var pod = KernelBytes.ip(Ip.of("10.1.0.2"));
    var other = KernelBytes.ip(Ip.of("10.1.0.9"));
    return Stream.of(
        new Row("a slot", NftSkeleton.SLOTS, slot, true),
        new Row("a verdict", NftSkeleton.PICKS, pick, true),
        new Row(
            "a verdict of another kind",
            NftSkeleton.PICKS,
            with(pick, none, Optional.empty(), false),
            false),
        new Row(
            "a comment, a time-out or an object",
            NftSkeleton.SLOTS,
            with(slot, none, Optional.empty(), true),
            false),
        new Row(
            "a counter where there is none",
            NftSkeleton.SLOTS,
            with(slot, none, Optional.of(1L), false),
            false),
        new Row("a counter", NftSkeleton.DENIALS, guard, true),
        new Row(
            "no counter where there is one",
            NftSkeleton.DENIALS,
            with(guard, none, Optional.empty(), false),
            false),
        new Row(
            "an unknown protocol",
            NftSkeleton.NODE_PORTS,
            new SetElement(KernelBytes.frontend(SLOT.frontend()).put(4, (byte) 47)),
            false),
        new Row(
            "a hairpin", NftSkeleton.HAIRPIN, new SetElement(KernelBytes.bytes(pod, pod)), true),
        new Row(
            "a hairpin between two pods",
            NftSkeleton.HAIRPIN,
            new SetElement(KernelBytes.bytes(pod, other)),
            false),
        new Row("a key too short", NftSkeleton.HAIRPIN, new SetElement(pod), false),
        new Row(
            "a key too long",
            NftSkeleton.ADDRESSES,
            new SetElement(KernelBytes.bytes(pod, pod)),
            false),
        new Row("no key", NftSkeleton.ADDRESSES, new SetElement(ByteBuffer.allocate(0)), false),
        new Row("no value", NftSkeleton.SLOTS, new SetElement(slot.key()), false));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void whatIsNotOursIsStrange(Row row) {
    var strange = new ArrayList<String>();
    var into = new Elements();
    KernelSets.read(NftFamily.IPV4, row.set(), row.element(), into, strange);
    assertThat(into.of(row.set()).size()).isEqualTo(row.ours() ? 1 : 0);
    assertThat(strange).hasSize(row.ours() ? 0 : 1);
  }
}
