// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.Contact;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Protocol;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ContactsTest {
  private static final Records DENIED =
      new Records(Family.IPV4, false, "FIXPOINT-DENIED-4", "FIXPOINT-DENIED-4-N");
  private static final Records ADMITTED =
      new Records(Family.IPV6, true, "FIXPOINT-ADMITTED-6", "FIXPOINT-ADMITTED-6-N");
  private static final String CREATED =
      "create %s hash:ip,port,ip family inet hashsize 1024 maxelem 4096 bucketsize 12 initval 0x1\n";

  @Test
  void whoWasThereIsReadWithTimeAndNumber() {
    var found =
        Contacts.read(
            DENIED,
            CREATED.formatted("FIXPOINT-DENIED-4")
                + "add FIXPOINT-DENIED-4 10.1.0.2,tcp:80,10.96.0.1 timeout 3540\n"
                + CREATED.formatted("FIXPOINT-DENIED-4-N")
                + "add FIXPOINT-DENIED-4-N 10.1.0.2,tcp:80,10.96.0.1 packets 3 bytes 180\n");

    assertThat(found.contacts())
        .containsExactly(
            new Contact(
                new Frontend(Ip.of("10.96.0.1"), Protocol.TCP, 80),
                Ip.of("10.1.0.2"),
                false,
                3,
                Duration.ofMinutes(1)));
    assertThat(found.forgotten()).isEmpty();
  }

  @Test
  void whoDidNotFitAmongTheCountersHasBeenThereOnce() {
    var found =
        Contacts.read(ADMITTED, "add FIXPOINT-ADMITTED-6 fd01::2,udp:53,fd96::1 timeout 3600\n");

    assertThat(found.contacts())
        .containsExactly(
            new Contact(
                new Frontend(Ip.of("fd96::1"), Protocol.UDP, 53),
                Ip.of("fd01::2"),
                true,
                1,
                Duration.ZERO));
  }

  @Test
  void countersOfThoseWhoseTimeIsOverGo() {
    var found =
        Contacts.read(
            DENIED, "add FIXPOINT-DENIED-4-N 10.1.0.2,sctp:80,10.96.0.1 packets 3 bytes 180\n");

    assertThat(found.contacts()).isEmpty();
    assertThat(found.forgotten()).isEqualTo("del FIXPOINT-DENIED-4-N 10.1.0.2,sctp:80,10.96.0.1\n");
  }

  @Test
  void whatOthersPutThereIsNoContact() {
    var found =
        Contacts.read(DENIED, "add FIXPOINT-DENIED-4 10.1.0.2,icmp:8/0,10.96.0.1 timeout 3540\n");

    assertThat(found.contacts()).isEmpty();
  }
}
