// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.controller.DenialNews.Denial;
import dev.fixpoint.ops.Meters;
import dev.fixpoint.ops.Metric;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import io.micrometer.core.instrument.Counter;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Counts the connections of clients that audited rules do not admit, in as many rows as a
/// Prometheus can take: clients come from anywhere, and anybody can be many.
@Singleton
class DenialCounts {
  private static final int CLIENTS = 20;
  private static final int ROWS = 1_000;
  private static final String OTHERS = "others";
  private static final String ANY = OTHERS;

  /// As long as nodes remember a client.
  private static final Duration KEPT = Duration.ofHours(1);

  private record Row(Counter counter, long last) {}

  private final Meters meters;
  private final Map<String, Map<String, Row>> rows = new HashMap<>();

  DenialCounts(Meters meters) {
    this.meters = meters;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /// @param names of the clients
  /// @param now as [System#nanoTime]
  void add(List<Denial> denials, Map<Ip, String> names, long now) {
    for (var denial : denials) {
      add(denial.service().toString(), names.get(denial.client()), denial.connections(), now);
    }
  }

  private void add(String service, String client, long connections, long now) {
    var known = rows.getOrDefault(service, Map.of());
    if (!known.containsKey(client) && !client.equals(OTHERS)) {
      if (rows.values().stream().mapToInt(Map::size).sum() >= ROWS) {
        count(ANY, OTHERS, connections, now);
        return;
      }
      if (known.size() >= CLIENTS) {
        count(service, OTHERS, connections, now);
        return;
      }
    }
    count(service, client, connections, now);
  }

  private void count(String service, String client, long connections, long now) {
    var counter = meters.counter(Metric.ACCESS_DENIED, List.of(service, client));
    counter.increment(connections);
    rows.computeIfAbsent(service, k -> new HashMap<>()).put(client, new Row(counter, now));
  }

  /// Forgets services that are gone, and clients that have not come for long.
  void keep(Set<Key> services, long now) {
    if (rows.isEmpty()) {
      return;
    }
    var named = services.stream().map(Key::toString).collect(Collectors.toSet());
    rows.forEach(
        (service, clients) ->
            clients
                .values()
                .removeIf(
                    row -> {
                      boolean gone =
                          !service.equals(ANY) && !named.contains(service)
                              || now - row.last() >= KEPT.toNanos();
                      if (gone) {
                        meters.remove(row.counter());
                      }
                      return gone;
                    }));
    rows.values().removeIf(Map::isEmpty);
  }
}
