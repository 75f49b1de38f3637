// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.access.Contacted;
import dev.fixpoint.dataplane.Contact;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.vip.Key;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Which clients rules with an audit have decided about, of the services that have one now. Looked
/// up from time to time, so that busy clients do not make busy acks.
final class Witness {
  private static final Duration PERIOD = Duration.ofSeconds(10);

  private List<Contacted> seen = List.of();
  private long next = System.nanoTime();

  boolean isDue() {
    return System.nanoTime() - next >= 0;
  }

  List<Contacted> seen() {
    return seen;
  }

  /// @param contacts that the kernel remembers
  void look(List<Contact> contacts, Map<Frontend, Forward> table, Instant now) {
    next = System.nanoTime() + PERIOD.toNanos();
    seen =
        contacts.stream()
            .flatMap(contact -> contacted(contact, table, now))
            .sorted(Contacted.BY_INTEREST)
            .toList();
  }

  private Stream<Contacted> contacted(Contact contact, Map<Frontend, Forward> table, Instant now) {
    var frontend = contact.frontend();
    var forward = table.get(frontend);
    boolean audited =
        forward != null && forward.access().filter(access -> access.audit()).isPresent();
    return audited ? Stream.of(kept(of(contact, forward.owner(), now))) : Stream.of();
  }

  private static Contacted of(Contact contact, Key owner, Instant now) {
    var frontend = contact.frontend();
    return new Contacted(
        owner,
        frontend.port() + "/" + frontend.protocol(),
        contact.client(),
        contact.admitted(),
        contact.connections(),
        now.minus(contact.ago()).truncatedTo(ChronoUnit.SECONDS));
  }

  /// Where nothing has come since the last look, its time stays what it was: a rounding is no news.
  private Contacted kept(Contacted contacted) {
    return seen.stream()
        .filter(before -> before.isSame(contacted))
        .filter(before -> before.connections() == contacted.connections())
        .findFirst()
        .orElse(contacted);
  }
}
