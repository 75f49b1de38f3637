// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.Contact;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Protocol;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NftContactsTest {

  @Test
  void readsEachClientWithItsCounterAndItsTime() {
    var listing =
        """
        table ip fixpoint {
        	set denied {
        		type ipv4_addr . ipv4_addr . inet_proto . inet_service
        		size 4096
        		flags dynamic,timeout
        		counter
        		timeout 3600s
        		elements = { 10.1.0.2 . 10.96.0.1 . 6 . 80 counter packets 3 bytes 180 expires 59m58s120ms,
        			     10.1.0.3 . 10.96.0.2 . 17 . 53 counter packets 1 bytes 60 expires 1800s,
        			     10.1.0.4 . 10.96.0.2 . 17 . 53 counter packets 7 bytes 60 timeout 1h expires 1h }
        	}
        }
        """;

    assertThat(NftContacts.parse(listing, false))
        .containsExactly(
            contact("10.96.0.1", Protocol.TCP, 80, "10.1.0.2", 3, Duration.ofMillis(1_880)),
            contact("10.96.0.2", Protocol.UDP, 53, "10.1.0.3", 1, Duration.ofMinutes(30)),
            contact("10.96.0.2", Protocol.UDP, 53, "10.1.0.4", 7, Duration.ZERO));
  }

  @Test
  void readsIpv6() {
    var listing = "elements = { fd01::2 . fd00::1 . 6 . 80 counter packets 3 bytes 180 }";

    assertThat(NftContacts.parse(listing, false))
        .containsExactly(contact("fd00::1", Protocol.TCP, 80, "fd01::2", 3, Duration.ZERO));
  }

  @Test
  void anEmptySetHasNobody() {
    assertThat(NftContacts.parse("table ip fixpoint {\n\tset denied {\n\t}\n}\n", true)).isEmpty();
  }

  private static Contact contact(
      String vip, Protocol protocol, int port, String client, long connections, Duration ago) {
    return new Contact(
        new Frontend(Ip.of(vip), protocol, port), Ip.of(client), false, connections, ago);
  }
}
