// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.dataplane.Served;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Share;
import dev.fixpoint.ops.Meters;
import dev.fixpoint.ops.Metric;
import dev.fixpoint.vip.Key;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Counts the connections of VirtualServices and their backends, for the metrics. So many
/// VirtualServices have rows of their own, those that had connections first; the others share one.
final class Tally {
  static final String OTHERS = "(others)";
  private static final Duration PERIOD = Duration.ofSeconds(10);

  private final Meters meters;
  private final int most;
  private final Map<Key, Map<String, Counter>> rows = new HashMap<>();
  private Counter others;
  private long next = System.nanoTime();

  /// @param most how many VirtualServices have rows of their own
  Tally(Meters meters, int most) {
    this.meters = meters;
    this.most = most;
  }

  boolean isDue() {
    return System.nanoTime() - next >= 0;
  }

  /// @param served since the last call
  /// @param table whose frontends they are; rows of services that are gone go
  void look(List<Served> served, Map<Frontend, Forward> table) {
    next = System.nanoTime() + PERIOD.toNanos();
    var present = table.values().stream().map(Forward::owner).collect(Collectors.toSet());
    forgetAllBut(present);
    for (var went : served) {
      var forward = table.get(went.frontend());
      if (forward != null) {
        backends(forward, went)
            .forEach(
                (backend, part) ->
                    row(forward.owner(), backend).increment(part * went.connections()));
      }
    }
  }

  /// The backends that the target is of: where there are several, each with its part, by its
  /// weight.
  private static Map<String, Double> backends(Forward forward, Served went) {
    var weights = new HashMap<String, Double>();
    double sum = 0;
    for (Share share : forward.shares()) {
      boolean its =
          share.targets().stream()
              .anyMatch(
                  target ->
                      target.address().equals(went.target().address())
                          && target.port() == went.target().port());
      if (its) {
        double weight = (double) share.weight() / share.targets().size();
        weights.merge(share.backend(), weight, Double::sum);
        sum += weight;
      }
    }
    double all = sum;
    weights.replaceAll((backend, weight) -> weight / all);
    return weights.isEmpty() ? Map.of("", 1.0) : weights; // it has left since
  }

  private Counter row(Key service, String backend) {
    if (!rows.containsKey(service) && rows.size() >= most) {
      if (others == null) {
        others = meters.counter(Metric.CONNECTIONS, List.of(OTHERS, ""));
      }
      return others;
    }
    return rows.computeIfAbsent(service, s -> new HashMap<>())
        .computeIfAbsent(
            backend, name -> meters.counter(Metric.CONNECTIONS, List.of(service.toString(), name)));
  }

  private void forgetAllBut(Collection<Key> present) {
    rows.entrySet()
        .removeIf(
            row -> {
              boolean gone = !present.contains(row.getKey());
              if (gone) {
                row.getValue().values().forEach(meters::remove);
              }
              return gone;
            });
  }
}
