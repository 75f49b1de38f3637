// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which anomalies have lasted: what is under way looks like trouble for a moment.
///
/// @param since when each was first found without a gap until now
/// @param due those that have lasted for the grace
public record Grace(Map<Anomaly, Instant> since, List<Anomaly> due) {
  public static final Grace NONE = new Grace(Map.of(), List.of());

  /// @param found now
  /// @param length of the grace
  public Grace next(Collection<Anomaly> found, Instant now, Duration length) {
    var next = new TreeMap<Anomaly, Instant>();
    found.forEach(anomaly -> next.put(anomaly, since.getOrDefault(anomaly, now)));
    var lasting =
        next.entrySet().stream()
            .filter(entry -> !now.isBefore(entry.getValue().plus(length)))
            .map(Map.Entry::getKey)
            .toList();
    return new Grace(next, lasting);
  }
}
