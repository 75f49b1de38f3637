// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Place;
import dev.fixpoint.forwarding.Share;
import dev.fixpoint.tracer.Fraction;
import dev.fixpoint.vip.Ip;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which part of new connections each endpoint gets.
///
/// @param byAddress of the endpoints that get any; in per cent: `33.3%`
/// @param backends the part of each backend
/// @param known whether it could be told: where nodes prefer near endpoints, only for a client
///     whose node is known
record Shares(Map<Ip, String> byAddress, Map<String, String> backends, boolean known) {

  private static final Shares UNKNOWN = new Shares(Map.of(), Map.of(), false);

  /// Of the port that is asked about, or the first.
  static Shares of(Outcome outcome, Optional<Visitor> visitor) {
    var place = place(outcome, visitor);
    if (place.isEmpty() || outcome.held().isEmpty()) {
      return UNKNOWN;
    }
    var port = outcome.service().ports().get(outcome.asked().orElse(0));
    var frontend = new Frontend(outcome.held().getFirst(), port.protocol(), port.port());
    var forward = outcome.on(place.get()).get(frontend);
    if (forward == null) {
      return UNKNOWN;
    }
    var byAddress = new HashMap<Ip, Fraction>();
    var backends = new HashMap<String, String>();
    int sum = forward.shares().stream().mapToInt(Share::weight).sum();
    for (var share : forward.shares()) {
      var part = new Fraction(share.weight(), sum);
      backends.put(share.backend(), part.percent());
      var each = part.dividedBy(share.targets().size());
      share.targets().forEach(target -> byAddress.merge(target.address(), each, Fraction::plus));
    }
    var texts = new HashMap<Ip, String>();
    byAddress.forEach((ip, part) -> texts.put(ip, part.percent()));
    return new Shares(texts, backends, true);
  }

  private static Optional<Place> place(Outcome outcome, Optional<Visitor> visitor) {
    return outcome.service().reach().traffic().isNear()
        ? visitor.flatMap(v -> v.among(outcome.in().nodes())).map(NodeView::place)
        : Optional.of(Place.of(""));
  }

  /// Where there are several, each with its weight, its pods, and its part.
  List<String> ofBackends(Outcome outcome) {
    var parts = outcome.primary().parts();
    if (parts.size() < 2) {
      return List.of();
    }
    return parts.stream()
        .map(
            part ->
                "%s: weight %d, %d of %d pods ready%s"
                    .formatted(
                        part.backend().name(),
                        part.backend().weight(),
                        part.readyCount(),
                        part.total(),
                        known
                            ? ", gets " + backends.getOrDefault(part.backend().name(), "nothing")
                            : ""))
        .toList();
  }
}
