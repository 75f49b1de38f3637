// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Nodes in virtual time, each as its agent would write, with the defaults of the settings.
class AckPaceTest {
  private static final int RATE = 500;
  private static final Duration LEAST = Duration.ofMillis(50);
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final int SECONDS = 120;

  /// What the second with the most writes may have beyond the rate, because the places of the
  /// nodes are drawn by chance.
  private static final double CHANCE = 1.2;

  /// @param newsMillis how often something changes; 0: never
  /// @param bound of the writes in the worst second
  record Row(int nodes, long newsMillis, double bound) {
    @Override
    public String toString() {
      return "%,d nodes, %s".formatted(nodes, newsMillis == 0 ? "idle" : "busy");
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(10, 20, 210), // twenty from each, and one more at the edges
        new Row(10, 0, 10),
        new Row(100, 20, RATE * CHANCE),
        new Row(100, 0, 100),
        new Row(5_000, 20, RATE * CHANCE),
        new Row(5_000, 0, RATE * CHANCE),
        new Row(20_000, 20, RATE * CHANCE));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void staysWithinTheRateHoweverMuchChanges(Row row) {
    var pace = AckPace.of(row.nodes(), RATE, LEAST);
    var random = new Random(1);
    var perSecond = new int[SECONDS];
    long longest = 0;
    long delay = 0;
    for (int node = 0; node < row.nodes(); node++) {
      double place = random.nextDouble();
      long last = (long) ((place - 1) * pace.period().toNanos());
      while (true) {
        long news = row.newsMillis() == 0 ? Long.MAX_VALUE : nextNews(last, row.newsMillis());
        long due = Math.min(news, pace.heartbeatDue(last, HEARTBEAT));
        long at = pace.next(due, last, place);
        if (at >= TimeUnit.SECONDS.toNanos(SECONDS)) {
          break;
        }
        if (at >= 0) {
          perSecond[(int) TimeUnit.NANOSECONDS.toSeconds(at)]++;
        }
        longest = Math.max(longest, at - last);
        delay = Math.max(delay, row.newsMillis() == 0 ? 0 : at - news);
        last = at;
      }
    }
    var worst = java.util.Arrays.stream(perSecond).max().orElseThrow();
    System.out.printf(
        "%s: %.0f writes/s on average, %d in the worst second, an ack after %.2f s at most%n",
        row, java.util.Arrays.stream(perSecond).average().orElseThrow(), worst, delay / 1e9);
    assertThat(worst).isLessThanOrEqualTo((int) row.bound());
    assertThat(longest)
        .as("time between two writes of a node")
        .isLessThanOrEqualTo(Math.max(HEARTBEAT.toNanos(), 2 * pace.period().toNanos()));
    assertThat(pace.silence(Duration.ofSeconds(40)).toNanos()).isGreaterThan(longest * 2);
  }

  private static long nextNews(long after, long everyMillis) {
    long every = TimeUnit.MILLISECONDS.toNanos(everyMillis);
    return Math.floorDiv(after, every) * every + every;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void neverWritesBeforeItIsDueNorTwiceInOnePlace(Row row) {
    var pace = AckPace.of(row.nodes(), RATE, LEAST);
    var random = new Random(2);
    long last = 0;
    double place = random.nextDouble();
    for (int i = 0; i < 1_000; i++) {
      long due = last + random.nextLong(3 * pace.period().toNanos());
      long at = pace.next(due, last, place);
      assertThat(at).isGreaterThanOrEqualTo(due).isGreaterThan(last);
      if (i > 0) {
        assertThat(at - last).isGreaterThanOrEqualTo(pace.period().toNanos());
      }
      last = at;
    }
  }
}
