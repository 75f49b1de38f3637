// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.dataplane.Dataplane;
import dev.fixpoint.dataplane.DataplaneAround;
import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.ops.Meters;
import dev.fixpoint.ops.Meters.Work;
import dev.fixpoint.ops.Metric;
import java.util.Map;
import java.util.Set;

/// A dataplane whose changes of the kernel are measured.
final class MeteredDataplane extends DataplaneAround {
  private final Meters meters;

  MeteredDataplane(Dataplane inner, Meters meters) {
    super(inner);
    this.meters = meters;
  }

  private int measured(String operation, Work<Integer, DataplaneException> change)
      throws DataplaneException {
    return meters.time(Metric.TRANSACTIONS, operation, "refused", change);
  }

  @Override
  public int replace(Map<Frontend, Forward> table, NodeRules rules) throws DataplaneException {
    return measured("replace", () -> super.replace(table, rules));
  }

  @Override
  public void update(Map<Frontend, Forward> changed, Set<Frontend> removed, NodeRules rules)
      throws DataplaneException {
    measured(
        "update",
        () -> {
          super.update(changed, removed, rules);
          return 0;
        });
  }
}
