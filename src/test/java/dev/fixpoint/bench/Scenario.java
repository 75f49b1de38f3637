// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.bench.report.Measure.Part;
import java.util.LinkedHashMap;
import java.util.Map;

/// Something that is done to each contender. It leaves all pods ready.
interface Scenario {

  /// In the order of a turn: the first warms the programs, the last kills one.
  static Map<Part, Scenario> all() {
    var all = new LinkedHashMap<Part, Scenario>();
    all.put(Part.READINESS, new ReadinessScenario());
    all.put(Part.BURST, new BurstScenario());
    all.put(Part.TRAFFIC, new TrafficScenario());
    all.put(Part.ALLOCATION, new AllocationScenario());
    all.put(Part.COST, new CostScenario());
    all.put(Part.START, new RestartScenario());
    return all;
  }

  void run(Turn turn) throws Exception;
}
