// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PortAllocatorTest {
  private static final PortRange RANGE = new PortRange(28000, 28003);

  /// @param held `port=namespace/name:servicePort`
  /// @param asked 0 for any
  record Row(String name, String held, int asked, PortDecision expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    var none = "";
    return Stream.of(
        new Row(
            "the only free one",
            "28000=a/x:1 28001=a/y:1 28003=a/z:1",
            0,
            new PortDecision.Granted(tcp(28002))),
        new Row("keeps what it holds", "28001=shop/web:80", 0, new PortDecision.Kept(tcp(28001))),
        new Row(
            "keeps what it asks for and holds",
            "28001=shop/web:80",
            28001,
            new PortDecision.Kept(tcp(28001))),
        new Row(
            "asks for another than it holds",
            "28001=shop/web:80",
            28002,
            new PortDecision.Granted(tcp(28002))),
        new Row(
            "what another of its ports holds is not free",
            "28001=shop/web:443",
            28001,
            new PortDecision.Taken(tcp(28001), "held by shop/web")),
        new Row(
            "names the holder in its namespace",
            "28001=shop/cart:80",
            28001,
            new PortDecision.Taken(tcp(28001), "held by shop/cart")),
        new Row(
            "names no holder in another namespace",
            "28001=bank/vault:80",
            28001,
            new PortDecision.Taken(tcp(28001), "in use")),
        new Row("asks for a free one", none, 28003, new PortDecision.Granted(tcp(28003))),
        new Row(
            "asks for one of Kubernetes' own",
            none,
            30000,
            new PortDecision.OutOfRange(tcp(30000), RANGE)),
        new Row(
            "all are held",
            "28000=a/w:1 28001=a/x:1 28002=a/y:1 28003=a/z:1",
            0,
            new PortDecision.Exhausted(RANGE)));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void decides(Row row) {
    var asked = row.asked() == 0 ? OptionalInt.empty() : OptionalInt.of(row.asked());
    var request = new PortRequest(new Key("shop", "web"), "shop/web", Protocol.TCP, 80, asked);
    assertThat(PortAllocator.decide(request, RANGE, ledger(row.held()), new Random(1)))
        .isEqualTo(row.expected());
  }

  @Test
  void protocolsDoNotMeet() {
    var request =
        new PortRequest(
            new Key("shop", "web"), "shop/web", Protocol.UDP, 80, OptionalInt.of(28001));
    assertThat(PortAllocator.decide(request, RANGE, ledger("28001=shop/cart:80"), new Random(1)))
        .isEqualTo(new PortDecision.Granted(new NodePort(Protocol.UDP, 28001)));
  }

  @Test
  void handsOutEveryPortOnce() {
    var ledger = new PortLedger();
    var random = new Random(7);
    var ports = new HashSet<NodePort>();
    for (int i = 0; i < RANGE.size(); i++) {
      var owner = new Key("shop", "s" + i);
      var request = new PortRequest(owner, owner.toString(), Protocol.TCP, 80, OptionalInt.empty());
      var granted = (PortDecision.Granted) PortAllocator.decide(request, RANGE, ledger, random);
      ledger.put(new PortClaim(granted.port(), owner, owner.toString(), 80));
      ports.add(granted.port());
    }
    assertThat(ports).hasSize(RANGE.size());
  }

  @ParameterizedTest
  @CsvSource({
    "28000-29999, 28000-29999",
    "1-65535, 1-65535",
    "80-80, 80-80",
    "2-1, none",
    "0-5, none",
    "1-65536, none",
    "28000, none",
    "a-b, none"
  })
  void readsARange(String text, String expected) {
    assertThat(PortRange.parse(text).map(PortRange::toString).orElse("none")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "tcp-28017, tcp-28017",
    "udp-1, udp-1",
    "sctp-65535, sctp-65535",
    "tcp-0, none",
    "tcp-65536, none",
    "TCP-80, none",
    "icmp-1, none"
  })
  void readsAName(String text, String expected) {
    assertThat(NodePort.parse(text).map(NodePort::toString).orElse("none")).isEqualTo(expected);
  }

  private static PortLedger ledger(String held) {
    var ledger = new PortLedger();
    Stream.of(held.split(" "))
        .filter(text -> !text.isEmpty())
        .map(text -> text.split("[=/:]"))
        .forEach(
            part -> {
              var owner = new Key(part[1], part[2]);
              var port = tcp(Integer.parseInt(part[0]));
              int servicePort = Integer.parseInt(part[3]);
              ledger.put(new PortClaim(port, owner, owner.toString(), servicePort));
            });
    return ledger;
  }

  private static NodePort tcp(int port) {
    return new NodePort(Protocol.TCP, port);
  }
}
