// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.announce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.vip.Ip;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FramesTest {
  private static final byte[] MAC = bytes("020000000001");

  /// Who has 192.0.2.77? Tell 192.0.2.9.
  private static final String ARP =
      "ffffffffffff 020000000009 0806 0001 0800 06 04 0001"
          + "020000000009 c0000209 000000000000 c000024d";

  /// Who has 2001:db8::77? Tell 2001:db8::9.
  private static final String SOLICITATION =
      "3333ff000077 020000000009 86dd 60000000 0020 3a ff"
          + "20010db8000000000000000000000009 ff0200000000000000000001ff000077"
          + "87 00 0000 00000000 20010db8000000000000000000000077 0101 020000000009";

  /// @param expected the address that is asked for, or `none`
  record Row(String name, String frame, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("an ARP request", ARP, "192.0.2.77"),
        new Row("an ARP answer asks nothing", ARP.replace("04 0001", "04 0002"), "none"),
        new Row("an ARP request of another network", ARP.replace("0001 0800", "0006 0800"), "none"),
        new Row("an ARP request that breaks off", ARP.substring(0, ARP.length() - 2), "none"),
        new Row("a neighbour solicitation", SOLICITATION, "2001:db8::77"),
        new Row(
            "a solicitation that a router let through",
            SOLICITATION.replace("3a ff", "3a fe"),
            "none"),
        new Row("an advertisement", SOLICITATION.replace("87 00", "88 00"), "none"),
        new Row("another next header", SOLICITATION.replace("3a ff", "11 ff"), "none"),
        new Row("another EtherType", ARP.replace("0806", "0800"), "none"),
        new Row("nothing", "", "none"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void knowsAQuestion(Row row) {
    var frame = bytes(row.frame());
    var wanted = Frames.question(frame, frame.length).map(q -> q.wanted().toString());
    assertThat(wanted.orElse("none")).isEqualTo(row.expected());
  }

  @Test
  void answersWhoAsksByArp() {
    assertThat(Frames.answer(question(ARP), MAC))
        .isEqualTo(
            bytes(
                "020000000009 020000000001 0806 0001 0800 06 04 0002"
                    + "020000000001 c000024d 020000000009 c0000209"));
  }

  @Test
  void announcesByArpToEverybody() {
    assertThat(Frames.announcement(Ip.of("192.0.2.77"), MAC))
        .isEqualTo(
            bytes(
                "ffffffffffff 020000000001 0806 0001 0800 06 04 0001"
                    + "020000000001 c000024d 000000000000 c000024d"));
  }

  @Test
  void answersWhoSolicits() {
    var answer = Frames.answer(question(SOLICITATION), MAC);
    assertThat(HexFormat.of().formatHex(answer, 0, 12)).isEqualTo("020000000009020000000001");
    assertThat(HexFormat.of().formatHex(answer, 58, 62)).isEqualTo("60000000"); // S and O
    assertThat(sum(answer)).isEqualTo(0xffff);
  }

  @Test
  void answersAllNodesWhereWhoSolicitsHasNoAddressYet() {
    var nobody =
        SOLICITATION.replace(
            "20010db8000000000000000000000009", "00000000000000000000000000000000");
    var answer = Frames.answer(question(nobody), MAC);
    assertThat(HexFormat.of().formatHex(answer, 0, 6)).isEqualTo("333300000001");
    assertThat(HexFormat.of().formatHex(answer, 58, 62)).isEqualTo("20000000"); // O alone
    assertThat(sum(answer)).isEqualTo(0xffff);
  }

  /// The sum that a receiver makes over pseudo header and message: all ones where it is right.
  private static int sum(byte[] frame) {
    int sum = 32 + 58;
    for (int at = 22; at < frame.length; at += 2) {
      sum += (frame[at] & 255) << 8 | frame[at + 1] & 255;
    }
    return (sum & 0xffff) + (sum >>> 16);
  }

  private static Frames.Question question(String frame) {
    var bytes = bytes(frame);
    return Frames.question(bytes, bytes.length).orElseThrow();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
