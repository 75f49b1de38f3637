// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.vip.Selector;
import dev.fixpoint.vip.Selector.Operator;
import dev.fixpoint.vip.Selector.Requirement;
import java.util.ArrayList;
import java.util.List;

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
}
