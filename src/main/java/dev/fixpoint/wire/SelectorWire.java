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
    var requirements = new ArrayList<Requirement>();
    selector
        .getMatchLabels()
        .forEach((k, v) -> requirements.add(new Requirement(k, Operator.In, List.of(v))));
    selector
        .getMatchExpressions()
        .forEach(
            e ->
                requirements.add(
                    new Requirement(
                        e.getKey(),
                        Operator.valueOf(e.getOperator().name()),
                        List.copyOf(e.getValues()))));
    return new Selector(List.copyOf(requirements));
  }

  /// As others write it; selects everything where there is none.
  static Selector parse(LabelSelector selector) {
    if (selector == null) {
      return Selector.ALL;
    }
    var requirements = new ArrayList<Requirement>();
    Optional.ofNullable(selector.getMatchLabels())
        .orElse(Map.of())
        .forEach((k, v) -> requirements.add(new Requirement(k, Operator.In, List.of(v))));
    selector
        .getMatchExpressions()
        .forEach(
            e ->
                requirements.add(
                    new Requirement(
                        e.getKey(),
                        Operator.valueOf(e.getOperator()),
                        List.copyOf(e.getValues()))));
    return new Selector(List.copyOf(requirements));
  }
}
