// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.status;

import java.time.Duration;

/// When a node's agent writes its NodeRouting, so that all agents together stay within a rate that
/// the API server is asked to bear, heartbeats included. In a small cluster each writes as soon as
/// there is news, once per period at most. In a large one each has a place of its own within the
/// period, so that a change that reaches all nodes at once is not acked by all at once.
///
/// @param period the least time between two writes of one agent
/// @param spread whether an agent waits for its place
public record AckPace(Duration period, boolean spread) {

  /// So many heartbeats may get lost before a node is taken for silent.
  private static final int PATIENCE = 4;

  /// @param nodes of the cluster, as far as known
  /// @param rate of all agents together, in writes per second
  /// @param least what the period is in a small cluster
  public static AckPace of(long nodes, int rate, Duration least) {
    var needed = Duration.ofNanos((long) (1e9 * nodes / rate));
    boolean large = needed.compareTo(least) > 0;
    return new AckPace(large ? needed : least, large);
  }

  /// When to write next. All times are in nanoseconds from one beginning, which may differ from
  /// node to node.
  ///
  /// @param due since when there is something to write
  /// @param last when the last write was
  /// @param place of this node within a period, from 0 to 1
  public long next(long due, long last, double place) {
    if (!spread) {
      return Math.max(due, last + period.toNanos());
    }
    long step = period.toNanos();
    long first = (long) (place * step);
    long earliest = Math.max(due, last + 1);
    return first + Math.ceilDiv(Math.max(0, earliest - first), step) * step;
  }

  /// When a write without news is due: so that the next one after it comes within `heartbeat`,
  /// where the period allows that.
  public long heartbeatDue(long last, Duration heartbeat) {
    var pause = spread ? heartbeat.minus(period) : heartbeat;
    return last + (pause.isNegative() ? 0 : pause.toNanos());
  }

  /// After which silence a node no longer counts: what is asked for, or longer where the cluster
  /// is so large that heartbeats are rare.
  public Duration silence(Duration asked) {
    var least = period.multipliedBy(PATIENCE);
    return asked.compareTo(least) < 0 && spread ? least : asked;
  }
}
