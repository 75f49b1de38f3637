// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.vip.Selector;
import dev.fixpoint.vip.Selector.Demand;
import dev.fixpoint.watch.Mirror.Span;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How pods are found by a selector, and selectors by a pod, without going through all of either.
/// Pure.
final class LabelIndex {
  /// Comes after `=` in the order of texts; neither is part of a label's key.
  private static final char BEHIND = '=' + 1;

  private LabelIndex() {}

  /// What a pod is found by.
  static List<String> tags(Map<String, String> labels) {
    return labels.entrySet().stream().map(l -> Selector.pair(l.getKey(), l.getValue())).toList();
  }

  /// Where the pods that a selector selects are to be looked for: in each of the lists, and so in
  /// the one that finds the fewest.
  static List<List<Span>> spans(Selector selector) {
    return selector.demands().stream().map(LabelIndex::spans).toList();
  }

  private static List<Span> spans(Demand demand) {
    return demand.values().isEmpty()
        ? List.of(new Span(demand.key() + '=', demand.key() + BEHIND))
        : demand.values().stream().map(v -> Span.of(Selector.pair(demand.key(), v))).toList();
  }

  /// Under what a selector is filed: by the demand that has the fewest values.
  ///
  /// @param namespace of the pods that it selects; empty for those of all namespaces
  static List<String> filed(String namespace, Selector selector) {
    return selector.demands().stream()
        .min(
            Comparator.comparing((Demand demand) -> demand.values().isEmpty())
                .thenComparing(demand -> demand.values().size())
                .thenComparing(Demand::key))
        .map(demand -> names(demand).stream().map(name -> namespace + '/' + name).toList())
        .orElse(List.of(namespace + '/'));
  }

  private static List<String> names(Demand demand) {
    return demand.values().isEmpty()
        ? List.of(demand.key())
        : demand.values().stream().map(value -> Selector.pair(demand.key(), value)).toList();
  }

  /// Under what the selectors are filed that may select a pod.
  ///
  /// @param labels of the pod, or those that it had and those that it has
  static Set<String> sought(String namespace, Collection<Map<String, String>> labels) {
    var sought = new HashSet<String>();
    sought.add(namespace + '/');
    for (var each : labels) {
      each.forEach(
          (key, value) -> {
            sought.add(namespace + '/' + key);
            sought.add(namespace + '/' + Selector.pair(key, value));
          });
    }
    return sought;
  }
}
