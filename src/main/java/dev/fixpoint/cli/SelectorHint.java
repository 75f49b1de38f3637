// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.endpoints.Pod;
import dev.fixpoint.vip.Selector;
import dev.fixpoint.vip.Selector.Requirement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Why a selector matches nothing: which of its requirements no pod meets, and what the pods have
/// instead.
final class SelectorHint {
  private static final int SHOWN = 3;

  private SelectorHint() {}

  static String of(Selector selector, List<Pod> pods) {
    var running = pods.stream().filter(pod -> !pod.finished()).toList();
    if (running.isEmpty()) {
      return "there is none";
    }
    return selector.requirements().stream()
        .filter(requirement -> count(requirement, running) == 0)
        .findFirst()
        .map(requirement -> unmet(requirement, running))
        .orElseGet(
            () -> "each part is met by some pod, all of them by none: " + parts(selector, running));
  }

  private static String unmet(Requirement requirement, List<Pod> pods) {
    var values =
        pods.stream()
            .map(pod -> pod.labels().get(requirement.key()))
            .filter(value -> value != null)
            .collect(
                Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    var none = "none of the %d has %s".formatted(pods.size(), requirement);
    if (values.isEmpty()) {
      return none + ", nor any label " + requirement.key();
    }
    var shown =
        values.entrySet().stream()
            .sorted(Comparator.comparing(value -> -value.getValue()))
            .limit(SHOWN)
            .map(
                value ->
                    "%s=%s (%d)".formatted(requirement.key(), value.getKey(), value.getValue()))
            .collect(Collectors.joining(", "));
    return none + "; they have " + shown + (values.size() > SHOWN ? ", ..." : "");
  }

  private static String parts(Selector selector, List<Pod> pods) {
    return selector.requirements().stream()
        .map(requirement -> "%s (%d)".formatted(requirement, count(requirement, pods)))
        .collect(Collectors.joining(", "));
  }

  private static long count(Requirement requirement, List<Pod> pods) {
    var alone = new Selector(List.of(requirement));
    return pods.stream()
        .map(Pod::labels)
        .filter(labels -> alone.matches(Map.copyOf(labels)))
        .count();
  }
}
