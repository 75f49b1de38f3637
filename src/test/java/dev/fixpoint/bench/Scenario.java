// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.bench.report.Measure.Part;
import java.util.EnumMap;
import java.util.Map;

/// Something that is done to each contender. It leaves all pods ready.
interface Scenario {

  /// In the order of a turn: the first starts the node's program.
  static Map<Part, Scenario> all() {
    var all = new EnumMap<Part, Scenario>(Part.class);
    all.put(Part.READINESS, new ReadinessScenario());
    all.put(Part.START, new RestartScenario());
    return all;
  }

  void run(Turn turn) throws Exception;
}
