// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.netlink.Flow.Endpoint;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Protocol;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NetlinkMessagesTest {

  private static Endpoint endpoint(String address, int port) {
    return new Endpoint(Ip.of(address), port);
  }

  /// What the kernel answers: an entry with its two tuples, in both families.
  @Test
  void readsAFlowAndNamesItToTheKernelAgain() {
    for (var vip : List.of("10.96.0.10", "fd00::a")) {
      var pod = vip.contains(":") ? "fd01::1" : "10.1.0.1";
      var entry =
          Message.request(
              0x100,
              0,
              1,
              2,
              tuple(1, pod, 4000, vip, 53),
              tuple(2, pod, 8053, pod, 4000),
              Message.attribute(12, new byte[] {1, 2, 3, 4}));
      var flow = Flow.parse(only(entry)).orElseThrow();

      assertThat(flow.frontend()).isEqualTo(new Frontend(Ip.of(vip), Protocol.UDP, 53));
      assertThat(flow.client()).isEqualTo(Ip.of(pod));
      assertThat(flow.answering()).isEqualTo(endpoint(pod, 8053));
      var delete = only(flow.delete());
      assertThat(delete.type()).isEqualTo(0x102);
      assertThat(delete.attributes()).containsOnlyKeys(1, 12);
      assertThat(delete.attributes().get(1)).isEqualTo(only(entry).attributes().get(1));
    }
  }

  private static byte[] tuple(int type, String source, int from, String destination, int to) {
    var v6 = source.contains(":");
    return Message.nested(
        type,
        Message.nested(
            1,
            Message.attribute(v6 ? 3 : 1, bytes(source)),
            Message.attribute(v6 ? 4 : 2, bytes(destination))),
        Message.nested(
            2,
            Message.attribute(1, new byte[] {17}),
            Message.attribute(2, new byte[] {(byte) (from >> 8), (byte) from}),
            Message.attribute(3, new byte[] {(byte) (to >> 8), (byte) to})));
  }

  private static byte[] bytes(String address) {
    var ip = Ip.of(address);
    return ip.family() == Family.IPV4
        ? ByteBuffer.allocate(4).putInt((int) ip.low()).array()
        : ByteBuffer.allocate(16).putLong(ip.high()).putLong(ip.low()).array();
  }

  private static Message only(byte[] bytes) {
    return Message.all(buffer(bytes)).getFirst();
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }

  @Test
  void asksTheKernelToFilterByProtocolAndAddress() {
    var attributes = only(Flow.list(Family.IPV4, Optional.of(Ip.of("10.96.0.10")))).attributes();
    assertThat(attributes).containsOnlyKeys(1, 25);
    var filter = Message.attributes(attributes.get(25));
    assertThat(filter.get(1).getInt(0)).isEqualTo(0b1010);
    assertThat(Message.attributes(attributes.get(1))).containsOnlyKeys(1, 2);
    var all = only(Flow.list(Family.IPV6, Optional.empty()));
    assertThat(all.family()).isEqualTo(10);
    assertThat(Message.attributes(all.attributes().get(25)).get(1).getInt(0)).isEqualTo(0b1000);
  }

  /// @param type subsystem 10 is nftables
  record Notice(String name, int type, int family, String table, boolean concerns) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Notice> notices() {
    return Stream.of(
        new Notice("an element of ours", 0xa0c, 2, "fixpoint", true),
        new Notice("our table of the other family", 0xa02, 10, "fixpoint", true),
        new Notice("a table of another family by our name", 0xa00, 1, "fixpoint", false),
        new Notice("a table whose name starts like ours", 0xa00, 2, "fixpoint2", false),
        new Notice("a generation, which every transaction has", 0xa0f, 2, "fixpoint", false),
        new Notice("another subsystem", 0x10c, 2, "fixpoint", false));
  }

  @ParameterizedTest
  @MethodSource("notices")
  void whatConcernsOurTable(Notice notice) {
    var name = (notice.table() + "\0").getBytes(StandardCharsets.UTF_8);
    var message = Message.request(notice.type(), 0, 1, notice.family(), Message.attribute(1, name));
    var ours = "fixpoint\0".getBytes(StandardCharsets.UTF_8);
    assertThat(NftWatch.concerns(only(message), ours)).isEqualTo(notice.concerns());
  }

  @Test
  void findsThePortsOfOurSockets() {
    var table =
        List.of(
            "sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode",
            "00000000e99bb574 12  4242       00000000 0        0        0     2        0        77 ",
            "00000000f4da87a2 12  4294963200 00000040 0        0        0     2        0        78 ",
            "00000000acaa7b61 12  99         00000000 0        0        0     2        0        79 ");
    assertThat(NftWatch.ports(table, Set.of("socket:[77]", "socket:[78]", "pipe:[79]")))
        .containsExactlyInAnyOrder(4242, -4096);
  }

  @Property
  void anyBytesAreReadWithoutHarm(@ForAll byte[] bytes) {
    for (var message : Message.all(buffer(bytes))) {
      Flow.parse(message);
      NftWatch.concerns(message, new byte[] {0});
    }
  }
}
