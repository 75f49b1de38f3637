// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.ipvs.Virtual.Scheduler;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Protocol;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpvsTextTest {

  private static final Service WEB = service("10.96.0.1", Protocol.TCP);
  private static final Service SIX = service("fd00::1", Protocol.SCTP);
  private static final Server A = new Server(Ip.of("10.1.0.1"), 8080);
  private static final Server B = new Server(Ip.of("10.1.0.2"), 8080);
  private static final Server SIXTH = new Server(Ip.of("fd01::1"), 53);
  private static final Scheduler TURNS = new Scheduler("wrr", "");
  private static final Scheduler HASH = new Scheduler("mh", "mh-fallback");

  private static Service service(String address, Protocol protocol) {
    return Service.of(new Frontend(Ip.of(address), protocol, 80));
  }

  private static Virtual virtual(Scheduler scheduler, int seconds, Map<Server, Integer> weights) {
    return new Virtual(scheduler, seconds, new TreeMap<>(weights));
  }

  static Stream<Map<Service, Virtual>> states() {
    return Stream.of(
        Map.of(),
        Map.of(WEB, virtual(TURNS, 0, Map.of())),
        Map.of(WEB, virtual(TURNS, 0, Map.of(A, 1, B, 0))),
        Map.of(service("10.96.0.1", Protocol.UDP), virtual(HASH, 10_800, Map.of(B, 7))),
        Map.of(WEB, virtual(HASH, 0, Map.of(A, 1)), SIX, virtual(TURNS, 1, Map.of(SIXTH, 3))),
        Map.of(
            WEB,
            virtual(TURNS, 0, Map.of(A, 1, B, 1)),
            WEB.marked(0x12000),
            virtual(TURNS, 60, Map.of(A, 1)),
            SIX.marked(0x12000),
            virtual(HASH, 0, Map.of(SIXTH, 3))));
  }

  @ParameterizedTest
  @MethodSource("states")
  void whatIsWrittenIsWhatIsListed(Map<Service, Virtual> state) {
    var lines = Change.of(null, null, null, null, null, Map.of(), state).services();
    var parsed = IpvsText.parse(String.join("\n", lines));
    assertThat(IpvsText.of(state.keySet(), parsed)).isEqualTo(state);
    assertThat(parsed).hasSameSizeAs(state);
  }

  @Test
  void aChangeIsOnlyItsLines() {
    var before = virtual(TURNS, 0, Map.of(A, 1, B, 1));
    var after = virtual(HASH, 60, Map.of(B, 2, new Server(Ip.of("10.1.0.3"), 8080), 1));
    assertThat(Virtual.lines(WEB, before, after))
        .containsExactly(
            "-E -t 10.96.0.1:80 -s mh -p 60 -b mh-fallback",
            "-e -t 10.96.0.1:80 -r 10.1.0.2:8080 -m -w 2",
            "-a -t 10.96.0.1:80 -r 10.1.0.3:8080 -m -w 1",
            "-d -t 10.96.0.1:80 -r 10.1.0.1:8080");
    assertThat(Virtual.lines(WEB, after, after)).isEmpty();
    assertThat(Virtual.lines(WEB, after, null)).containsExactly("-D -t 10.96.0.1:80");
  }

  @Test
  void aServerThatIsNotReachedByTranslationIsNotOurs() {
    var save = "-A -t 10.96.0.1:80 -s wrr\n-a -t 10.96.0.1:80 -r 10.1.0.1:8080 -g -w 1\n";
    var held = IpvsText.parse(save).get(WEB.option());
    assertThat(Virtual.lines(WEB, held, virtual(TURNS, 0, Map.of(A, 1))))
        .containsExactly("-e -t 10.96.0.1:80 -r 10.1.0.1:8080 -m -w 1");
  }

  @Test
  void servicesByMarkAreKnownByIt() {
    var save = "-A -f 7 -s wrr\n-a -f 7 -r 10.1.0.1:0 -m -w 1\n-A -f 4294967295 -6 -s wlc\n";
    var found = IpvsText.parse(save).keySet();
    assertThat(found).containsExactlyInAnyOrder("-f 7", "-f 4294967295 -6");
    assertThat(IpvsText.marks(found)).containsExactlyInAnyOrder(7, -1);
  }

  @Test
  void readsTheFiguresOfEachServer() {
    var list =
        """
        IP Virtual Server version 1.2.1 (size=4096)
        Prot LocalAddress:Port Scheduler Flags
          -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
        TCP  10.96.0.1:80 mh (mh-fallback) persistent 600
          -> 10.1.0.1:8080                Masq    3      1          2
          -> 10.1.0.2:8080                Masq    0      0          0
        FWM  7 wrr
          -> 10.1.0.9:0                   Masq    1      5          0
        FWM  73728 IPv6 wrr
          -> [fd01::1]:53                 Masq    1      6          0
        SCTP [fd00::1]:80 wlc
          -> [fd01::1]:53                 Masq    1      4          0
        """;
    var services = List.of(WEB, SIX, SIX.marked(0x12000), WEB.marked(0x12000));
    assertThat(IpvsText.of(services, IpvsText.figures(list, 2, 3)))
        .isEqualTo(
            Map.of(
                WEB,
                Map.of(A, 3L, B, 0L),
                SIX,
                Map.of(SIXTH, 4L),
                SIX.marked(0x12000),
                Map.of(SIXTH, 6L)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-A",
        "-A -t",
        "-A -t nothing -s wrr",
        "-a -t 10.96.0.1:80 -r",
        "-A -f",
        "-A -f x -s wrr"
      })
  void strangeLinesAreNoServices(String line) {
    assertThat(IpvsText.parse(line)).isEmpty();
  }

  @Test
  void elementsNameServices() {
    var udp = service("10.96.0.1", Protocol.UDP);
    for (var service : List.of(WEB, SIX, udp, SIX.marked(0x7fff2000), udp.marked(1))) {
      assertThat(Service.parseElement(service.element())).contains(service);
    }
    assertThat(SIX.marked(0x12000).element()).isEqualTo("fd00::1,sctp:80 skbmark 0x12000");
    assertThat(Service.parseElement("10.96.0.1")).isEmpty();
    assertThat(Service.parseElement("10.96.0.1,tcp:80 skbmark 0xffffffff")).isEmpty();
  }
}
