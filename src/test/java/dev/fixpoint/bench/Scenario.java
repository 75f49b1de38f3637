// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.bench.report.Measure.Part;
import java.util.List;

/// Something that is done to each contender. It leaves all pods ready.
interface Scenario {

  /// One that belongs to a part of what is measured.
  record Step(Part part, Scenario scenario) {}

  /// In the order of a turn: the first warms the programs, the last two kill one.
  static List<Step> all() {
    return List.of(
        new Step(Part.READINESS, new ReadinessScenario()),
        new Step(Part.BURST, new BurstScenario()),
        new Step(Part.TRAFFIC, new TrafficScenario()),
        new Step(Part.ALLOCATION, new AllocationScenario()),
        new Step(Part.COST, new CostScenario()),
        new Step(Part.START, new RestartScenario()),
        new Step(Part.COST, new FootprintScenario()));
  }

  void run(Turn turn) throws Exception;
}
