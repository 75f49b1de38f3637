// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.vip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where traffic may be sent on a pod's behalf (CVE-2021-25737).
class ForwardableTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.244.1.7",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "198.51.100.7",
        "203.0.113.7",
        "126.255.255.255",
        "128.0.0.1",
        "169.253.255.255",
        "169.255.0.0",
        "223.255.255.255",
        "1.0.0.0",
        "fd00:10:244::7",
        "2001:db8::1",
        "fe7f:ffff::1",
        "fec0::1",
        "feff::1",
        "0:0:0:1::1",
        "::1:0:0:0"
      })
  void mayBeAPod(String text) {
    assertThat(Ip.parse(text)).isPresent().get().matches(Ip::isForwardable);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.254", // loopback
        "0.0.0.0",
        "0.0.0.1", // this network
        "169.254.169.254",
        "169.254.0.0",
        "169.254.255.255", // link-local: the metadata service
        "224.0.0.1",
        "239.255.255.255", // multicast
        "240.0.0.1",
        "255.255.255.255", // reserved, broadcast
        "::",
        "::1",
        "::2", // unspecified, loopback
        "::7f00:1",
        "::a9fe:a9fe", // IPv4-compatible
        "fe80::",
        "fe80::1",
        "febf:ffff::1", // link-local
        "ff00::",
        "ff02::1",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" // multicast
      })
  void neverAPod(String text) {
    assertThat(Ip.parse(text)).isPresent().get().matches(ip -> !ip.isForwardable());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "::ffff:127.0.0.1",
        "::ffff:7f00:1", // mapped
        "2130706433",
        "017700000001",
        "0x7f000001",
        "0177.0.0.1",
        "127.1", // what inet_aton takes
        "localhost",
        "127.0.0.1 ",
        "127.0.0.1\u0000",
        "fe80::1%lo"
      })
  void notEvenAnAddress(String text) {
    assertThat(Ip.parse(text)).isEmpty();
  }
}
