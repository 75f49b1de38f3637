// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.vip;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A label selector: all requirements must hold. With none it selects everything, as in
/// Kubernetes.
public record Selector(List<Requirement> requirements) {

  /// Selects everything.
  public static final Selector ALL = new Selector(List.of());

  private static final Comparator<Requirement> ORDER =
      Comparator.comparing(Requirement::key)
          .thenComparing(Requirement::operator)
          .thenComparing(requirement -> requirement.values().toString());

  /// How a label is compared, named as in `LabelSelectorRequirement.operator`.
  public enum Operator {
    In("in"),
    NotIn("notin"),
    Exists(""),
    DoesNotExist("!");

    private final String text;

    Operator(String text) {
      this.text = text;
    }
  }

  /// One label's requirement. `NotIn` holds where the label is absent.
  public record Requirement(String key, Operator operator, List<String> values) {

    boolean holds(Map<String, String> labels) {
      var value = labels.get(key);
      return switch (operator) {
        case In -> value != null && values.contains(value);
        case NotIn -> value == null || !values.contains(value);
        case Exists -> value != null;
        case DoesNotExist -> value == null;
      };
    }

    @Override
    public String toString() {
      return switch (operator) {
        case In -> values.size() == 1 ? key + "=" + values.getFirst() : listed();
        case NotIn -> listed();
        case Exists, DoesNotExist -> operator.text + key;
      };
    }

    private String listed() {
      return key + " " + operator.text + " (" + String.join(",", values) + ")";
    }
  }

  /// The same selector in the one order that equal ones share.
  Selector canonical() {
    return new Selector(
        requirements.stream()
            .map(r -> new Requirement(r.key(), r.operator(), sorted(r.values())))
            .distinct()
            .sorted(ORDER)
            .toList());
  }

  private static List<String> sorted(List<String> values) {
    return values.stream().distinct().sorted().toList();
  }

  public boolean matches(Map<String, String> labels) {
    return requirements.stream().allMatch(requirement -> requirement.holds(labels));
  }

  /// What labels lack to be selected, as it continues `it ...`: `has app=web, not app=front`; empty
  /// where they are selected.
  public Optional<String> miss(Map<String, String> labels) {
    var unmet = requirements.stream().filter(requirement -> !requirement.holds(labels)).toList();
    if (unmet.isEmpty()) {
      return Optional.empty();
    }
    var has =
        unmet.stream()
            .map(Requirement::key)
            .distinct()
            .map(key -> labels.containsKey(key) ? pair(key, labels.get(key)) : "no label " + key);
    return Optional.of(
        "has %s, not %s"
            .formatted(has.collect(Collectors.joining(", ")), new Selector(unmet).toString()));
  }

  /// A label that every selected object has.
  ///
  /// @param values of which it has one; empty where any will do
  public record Demand(String key, List<String> values) {}

  /// What can be looked up to find the selected objects; nothing where they are told by labels
  /// that they lack alone.
  public List<Demand> demands() {
    return requirements.stream()
        .filter(r -> r.operator() == Operator.In || r.operator() == Operator.Exists)
        .map(
            r ->
                new Demand(
                    r.key(),
                    r.operator() == Operator.In
                        ? r.values().stream().distinct().toList()
                        : List.of()))
        .toList();
  }

  /// A label as one text.
  public static String pair(String key, String value) {
    return key + "=" + value;
  }

  /// As `kubectl get pods -l` takes it.
  @Override
  public String toString() {
    return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
  }
}
