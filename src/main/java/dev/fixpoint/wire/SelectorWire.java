// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.vip.Selector;
import dev.fixpoint.vip.Selector.Operator;
import dev.fixpoint.vip.Selector.Requirement;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The API's label selector → [Selector].
public final class SelectorWire {
  private SelectorWire() {}

  public static Selector parse(dev.fixpoint.api.v1alpha1.Selector selector) {
    var requirements = ofLabels(selector.getMatchLabels());
    selector
        .getMatchExpressions()
        .forEach(e -> requirements.add(of(e.getKey(), e.getOperator().name(), e.getValues())));
    return new Selector(List.copyOf(requirements));
  }

  /// As others write it; selects everything where there is none.
  static Selector parse(LabelSelector selector) {
    if (selector == null) {
      return Selector.ALL;
    }
    var requirements = ofLabels(Optional.ofNullable(selector.getMatchLabels()).orElse(Map.of()));
    selector
        .getMatchExpressions()
        .forEach(e -> requirements.add(of(e.getKey(), e.getOperator(), e.getValues())));
    return new Selector(List.copyOf(requirements));
  }

  private static List<Requirement> ofLabels(Map<String, String> labels) {
    var requirements = new ArrayList<Requirement>();
    labels.forEach((k, v) -> requirements.add(of(k, Operator.In.name(), List.of(v))));
    return requirements;
  }

  private static Requirement of(String key, String operator, List<String> values) {
    return new Requirement(key, Operator.valueOf(operator), List.copyOf(values));
  }
}
