// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.Contact;
import dev.fixpoint.dataplane.netlink.SetElement;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Protocol;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NftContactsTest {

  @Test
  void readsEachClientWithItsCounterAndItsTime() {
    var elements =
        List.of(
            element("10.1.0.2", "10.96.0.1", Protocol.TCP, 80, 3, Optional.of(3_598_120L)),
            element("10.1.0.3", "10.96.0.2", Protocol.UDP, 53, 1, Optional.of(1_800_000L)),
            element("10.1.0.4", "10.96.0.2", Protocol.UDP, 53, 7, Optional.of(3_600_000L)));

    assertThat(NftContacts.read(NftFamily.IPV4, elements, false))
        .containsExactly(
            contact("10.96.0.1", Protocol.TCP, 80, "10.1.0.2", 3, Duration.ofMillis(1_880)),
            contact("10.96.0.2", Protocol.UDP, 53, "10.1.0.3", 1, Duration.ofMinutes(30)),
            contact("10.96.0.2", Protocol.UDP, 53, "10.1.0.4", 7, Duration.ZERO));
  }

  @Test
  void readsIpv6() {
    var element = element("fd01::2", "fd00::1", Protocol.TCP, 80, 3, Optional.empty());

    assertThat(NftContacts.read(NftFamily.IPV6, List.of(element), false))
        .containsExactly(contact("fd00::1", Protocol.TCP, 80, "fd01::2", 3, Duration.ZERO));
  }

  private static SetElement element(
      String client, String vip, Protocol protocol, int port, long packets, Optional<Long> left) {
    var frontend = new Frontend(Ip.of(vip), protocol, port);
    var key = KernelBytes.bytes(KernelBytes.ip(Ip.of(client)), KernelBytes.frontend(frontend));
    var none = Optional.<ByteBuffer>empty();
    return new SetElement(
        key, none, none, Optional.empty(), false, Optional.of(packets), left, false);
  }

  private static Contact contact(
      String vip, Protocol protocol, int port, String client, long connections, Duration ago) {
    return new Contact(
        new Frontend(Ip.of(vip), protocol, port), Ip.of(client), false, connections, ago);
  }
}
