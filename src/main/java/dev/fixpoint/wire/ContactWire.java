// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.access.Contacted;
import dev.fixpoint.api.v1alpha1.AccessContact;
import dev.fixpoint.api.v1alpha1.NodeRouting;
import dev.fixpoint.api.v1alpha1.NodeRoutingStatus;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a NodeRouting says of the clients of audited rules ↔ [Contacted].
public final class ContactWire {
  private static final int MAX = 100;

  private ContactWire() {}

  /// Those that can be read.
  public static List<Contacted> parse(NodeRouting resource) {
    return Optional.ofNullable(resource.getStatus())
        .map(NodeRoutingStatus::getContacts)
        .orElse(List.of())
        .stream()
        .flatMap(ContactWire::parse)
        .toList();
  }

  private static Stream<Contacted> parse(AccessContact contact) {
    boolean complete =
        Stream.of(
                contact.getNamespace(),
                contact.getName(),
                contact.getPort(),
                contact.getClient(),
                contact.getAdmitted(),
                contact.getConnections(),
                contact.getLastTime())
            .noneMatch(part -> part == null);
    var client = Optional.ofNullable(contact.getClient()).flatMap(Ip::parse);
    if (!complete || client.isEmpty()) {
      return Stream.of();
    }
    try {
      return Stream.of(
          new Contacted(
              new Key(contact.getNamespace(), contact.getName()),
              contact.getPort(),
              client.get(),
              contact.getAdmitted(),
              contact.getConnections(),
              Instant.parse(contact.getLastTime())));
    } catch (DateTimeException unreadable) {
      return Stream.of();
    }
  }

  /// As many as the API takes, those who were refused first, then the latest.
  static List<AccessContact> print(List<Contacted> contacts) {
    return contacts.stream()
        .sorted(Contacted.BY_INTEREST)
        .limit(MAX)
        .map(ContactWire::print)
        .toList();
  }

  private static AccessContact print(Contacted contacted) {
    var contact = new AccessContact();
    contact.setNamespace(contacted.service().namespace());
    contact.setName(contacted.service().name());
    contact.setPort(contacted.port());
    contact.setClient(contacted.client().toString());
    contact.setAdmitted(contacted.admitted());
    contact.setConnections(contacted.connections());
    contact.setLastTime(contacted.last().toString());
    return contact;
  }
}
