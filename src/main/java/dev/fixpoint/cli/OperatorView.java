// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The operator, as its Lease shows it.
///
/// @param leader who holds the Lease; `-` where nobody does
/// @param version of its program; `-` where it does not say that
/// @param trouble why no operator leads; empty where one does
record OperatorView(String leader, String version, String trouble) {
  /// Nothing can be told: it has no Lease, or none that may be read.
  static final OperatorView UNKNOWN = new OperatorView("-", "-", "");

  private static final int USUAL_SECONDS = 15;

  /// The clock of the cluster is told in whole seconds only.
  private static final Duration ROUNDING = Duration.ofSeconds(1);

  /// @param now by the clock of the cluster
  static OperatorView of(Optional<Lease> lease, Instant now) {
    var spec = lease.map(Lease::getSpec);
    var holder = spec.map(s -> s.getHolderIdentity()).filter(name -> !name.isBlank());
    var renewed = spec.map(s -> s.getRenewTime()).map(time -> time.toInstant());
    if (holder.isEmpty() || renewed.isEmpty()) {
      return new OperatorView(
          "-", "-", "no operator leads: see whether its pods run, and what they log");
    }
    int seconds = spec.map(s -> s.getLeaseDurationSeconds()).orElse(USUAL_SECONDS);
    var silence = Duration.between(renewed.get(), now);
    return new OperatorView(
        holder.get(),
        versionOf(holder.get()),
        silence.compareTo(Duration.ofSeconds(seconds).plus(ROUNDING)) <= 0
            ? ""
            : "has been silent for " + NodeView.age(silence));
  }

  /// An operator calls itself `HOST_NUMBER_VERSION`.
  private static String versionOf(String identity) {
    var parts = identity.split("_", 3);
    return parts.length == 3 ? parts[2] : "-";
  }

  /// One line.
  String text() {
    if (equals(UNKNOWN)) {
      return "operator not known: there is no Lease";
    }
    var state = trouble.isEmpty() ? "leads" : trouble;
    return "operator %s, version %s: %s".formatted(leader, version, state);
  }
}
