// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.access.Contacted;
import dev.fixpoint.dataplane.Contact;
import dev.fixpoint.forwarding.Access;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WitnessTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00.400Z");
  private static final Key WEB = new Key("shop", "web");
  private static final Frontend FRONTEND = new Frontend(Ip.of("10.96.0.1"), Protocol.TCP, 80);
  private static final Ip CLIENT = Ip.of("10.1.0.7");

  private final Witness witness = new Witness();

  @Test
  void namesTheServiceBehindTheAddress() {
    witness.look(List.of(contact(3, 5_000)), table(true), NOW);

    assertThat(witness.seen())
        .containsExactly(
            new Contacted(WEB, "80/TCP", CLIENT, false, 3, Instant.parse("2026-01-01T11:59:55Z")));
  }

  @Test
  void forgetsWhoConnectedToWhatIsNotAuditedOrGone() {
    witness.look(List.of(contact(3, 5_000)), table(false), NOW);
    assertThat(witness.seen()).isEmpty();

    witness.look(List.of(contact(3, 5_000)), Map.of(), NOW);
    assertThat(witness.seen()).isEmpty();
  }

  @Test
  void theSameAgainIsNoNews() {
    witness.look(List.of(contact(3, 5_000)), table(true), NOW);
    var before = witness.seen();

    witness.look(List.of(contact(3, 16_700)), table(true), NOW.plusSeconds(10));

    assertThat(witness.seen()).isEqualTo(before);
  }

  @Test
  void anotherConnectionIs() {
    witness.look(List.of(contact(3, 5_000)), table(true), NOW);
    witness.look(List.of(contact(4, 1_000)), table(true), NOW.plusSeconds(10));

    assertThat(witness.seen().getFirst().connections()).isEqualTo(4);
    assertThat(witness.seen().getFirst().last()).isEqualTo(Instant.parse("2026-01-01T12:00:09Z"));
  }

  private static Contact contact(long connections, long millisAgo) {
    return new Contact(FRONTEND, CLIENT, false, connections, Duration.ofMillis(millisAgo));
  }

  private static Map<Frontend, Forward> table(boolean audit) {
    var access = new Access(List.of("front"), List.of(), false, audit);
    return Map.of(FRONTEND, Forward.evenly(WEB, List.of()).admitting(Optional.of(access)));
  }
}
