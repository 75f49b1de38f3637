// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.bench.report.Measure;
import dev.fixpoint.kit.Requests;

/// What has been used since its making, by both programs of a turn.
final class Meter {
  private static final String PODS = "pods/status";

  private final Turn turn;
  private final long start = System.nanoTime();
  private final double control;
  private final double node;
  private final Requests writes;
  private final long received;
  private final long log;

  Meter(Turn turn) {
    this.turn = turn;
    control = turn.control().cpuSeconds();
    node = turn.node().cpuSeconds();
    writes = Requests.writes(turn.rig().controlPlane());
    received = Machine.receivedBytes(turn.rig().node().netns());
    log = turn.rig().controlPlane().auditLog().end();
  }

  /// Processor time of both programs, in milliseconds.
  ///
  /// @param seconds in which it was used
  record Used(double controlMillis, double nodeMillis, double seconds) {

    /// What is more than at another time.
    Used above(Used rest) {
      double share = seconds / rest.seconds;
      return new Used(
          Math.max(0, controlMillis - rest.controlMillis * share),
          Math.max(0, nodeMillis - rest.nodeMillis * share),
          seconds);
    }
  }

  Used used() {
    return new Used(
        (turn.control().cpuSeconds() - control) * 1e3,
        (turn.node().cpuSeconds() - node) * 1e3,
        seconds());
  }

  /// What both have asked of the API server, divided by a number.
  void requests(Measure control, Measure node, double number) {
    var requests = turn.rig().controlPlane().auditLog().since(log);
    turn.record(control, requests.getOrDefault(turn.rival().controlUser(), 0L) / number);
    turn.record(node, requests.getOrDefault(turn.rival().nodeUser(), 0L) / number);
  }

  /// All writes at the API server but those of pods, which are the benchmark's own.
  void writes(Measure measure, double number) {
    var now = Requests.writes(turn.rig().controlPlane()).since(writes);
    turn.record(measure, (now.total() - now.of(PODS)) / number);
  }

  double receivedKilobytes() {
    return (Machine.receivedBytes(turn.rig().node().netns()) - received) / 1e3;
  }

  double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }
}
