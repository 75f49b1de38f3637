// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlocksTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.0/8 | 10.0.0.0/8",
        "10.0.0.1 | 10.0.0.1/32",
        "10.1.0.4-10.1.0.9 | 10.1.0.4/30 10.1.0.8/31",
        "0.0.0.0-255.255.255.255 | 0.0.0.0/1 128.0.0.0/1",
        "fd00::/8 | fd00::/8",
        "fd00::1-fd00::2 | fd00::1/128 fd00::2/128",
        "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff | ::/1 8000::/1",
      })
  void rangesAreFewBlocks(String range, String blocks) {
    var parsed =
        range.contains("::-ff") || range.startsWith("0.0.0.0-")
            ? all(range.contains(":"))
            : IpRange.parse(range).orElseThrow();
    var family = IptFamily.of(parsed.first());
    assertThat(Blocks.of(List.of(parsed), family)).isEqualTo(Stream.of(blocks.split(" ")).toList());
    var other = family == IptFamily.IPV4 ? IptFamily.IPV6 : IptFamily.IPV4;
    assertThat(Blocks.of(List.of(parsed), other)).isEmpty();
  }

  private static IpRange all(boolean six) {
    return six
        ? new IpRange(Ip.of("::"), Ip.of("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"))
        : new IpRange(Ip.of("0.0.0.0"), Ip.of("255.255.255.255"));
  }
}
