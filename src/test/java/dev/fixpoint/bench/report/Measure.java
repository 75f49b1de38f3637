// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench.report;

import static dev.fixpoint.bench.report.Measure.Kind.PLOTTED;
import static dev.fixpoint.bench.report.Measure.Kind.TABLE;

/// All that is measured, in the order in which the page tells it.
public enum Measure {
  READY_IDLE(Part.READINESS, "Ready → connectable, idle", "ms", PLOTTED),
  GONE_IDLE(Part.READINESS, "unready → refused, idle", "ms", TABLE),
  READY_BUSY(Part.READINESS, "Ready → connectable, 20 other changes a second", "ms", PLOTTED),
  GONE_BUSY(Part.READINESS, "unready → refused, 20 other changes a second", "ms", TABLE),
  CPU_CHANGE_CONTROL(
      Part.READINESS, "CPU for each change: operator or controller-manager", "ms", TABLE),
  CPU_CHANGE_NODE(Part.READINESS, "CPU for each change: agent or kube-proxy", "ms", PLOTTED),
  COLD(Part.START, "start into an empty kernel, until all are connectable", "s", PLOTTED),
  RESTART(Part.START, "kill and start, until a change made meanwhile is forwarded", "s", PLOTTED),
  RESTART_CONNECTIONS(Part.START, "connections made during that", "", TABLE),
  RESTART_FAILED(Part.START, "of them failed", "", TABLE);

  /// How the page shows it.
  enum Kind {
    TABLE,
    PLOTTED
  }

  /// The scenario that yields it.
  public enum Part {
    ALLOCATION,
    READINESS,
    BURST,
    START,
    TRAFFIC,
    COST,
    FANOUT
  }

  private final Part part;
  private final String title;
  private final String unit;
  private final Kind kind;

  Measure(Part part, String title, String unit, Kind kind) {
    this.part = part;
    this.title = title;
    this.unit = unit;
    this.kind = kind;
  }

  public Part part() {
    return part;
  }

  public String title() {
    return unit.isEmpty() ? title : title + ", " + unit;
  }

  boolean isPlotted() {
    return kind == PLOTTED;
  }
}
