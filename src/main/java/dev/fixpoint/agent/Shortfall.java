// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.forwarding.Capability;
import dev.fixpoint.forwarding.Need;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is asked of a backend that it cannot do, told to people. Pure.
final class Shortfall {
  private final Set<Capability> can;

  private Shortfall(Set<Capability> can) {
    this.can = can;
  }

  /// Names each field that asks for too much and what it may say instead; empty where the backend
  /// can do all.
  static Optional<String> of(Collection<Need> needs, String backend, Set<Capability> can) {
    var shortfall = new Shortfall(can);
    var lacking = needs.stream().filter(need -> !can.contains(need.capability())).toList();
    if (lacking.isEmpty()) {
      return Optional.empty();
    }
    var each = lacking.stream().map(shortfall::told).collect(Collectors.joining("; it "));
    return Optional.of(
        "backend %s %s; or set agent.backend to one that can".formatted(backend, each));
  }

  private String told(Need need) {
    return "cannot do %s: %s".formatted(need.capability(), instead(need));
  }

  private String instead(Need need) {
    var field = need.field();
    return switch (need.capability()) {
      case IPv4, IPv6 -> "leave that family out of " + field;
      case TCP, UDP, SCTP ->
          "set %s to %s".formatted(field, among(Capability.TCP, Capability.UDP, Capability.SCTP));
      case Random, RoundRobin, SourceHash, LeastConnections ->
          "set %s to %s"
              .formatted(
                  field,
                  among(
                      Capability.Random,
                      Capability.RoundRobin,
                      Capability.SourceHash,
                      Capability.LeastConnections));
      case SourceHashIPv6 ->
          "set %s to %s, or leave IPv6 out of spec.addresses.families"
              .formatted(
                  field,
                  among(Capability.Random, Capability.RoundRobin, Capability.LeastConnections));
      case Audit -> "set " + field + " to false";
      case External -> "set " + field + " to ClusterIP";
      case Sides -> "set " + field + " to Cluster";
      case Affinity, Counters -> "remove " + field;
    };
  }

  private String among(Capability... words) {
    var some = EnumSet.noneOf(Capability.class);
    Stream.of(words).filter(can::contains).forEach(some::add);
    return some.stream().map(Capability::name).collect(Collectors.joining(" or "));
  }
}
