// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.watch.Contact.Backoff;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Feeds that share their back-off, in virtual time.
class BackoffTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /// A feed that looks whether it may try.
  private record Look(long at, int feed) {}

  /// Lets feeds try from 0 on, each again after its own short pause, against a server that
  /// answers nothing before `recovery`, each try taking `timeout` to fail.
  ///
  /// @return tries that failed, and when the last feed got through
  private static long[] run(int feeds, long recovery, long timeout) {
    var backoff = new Backoff(new Random(3));
    var looks = new PriorityQueue<Look>((a, b) -> Long.compare(a.at(), b.at()));
    for (int i = 0; i < feeds; i++) {
      looks.add(new Look(i, i));
    }
    long failed = 0;
    long last = 0;
    while (!looks.isEmpty()) {
      var look = looks.remove();
      long wait = backoff.untilTurn(look.at());
      if (wait > 0) {
        looks.add(new Look(look.at() + Math.min(wait, SECOND / 100), look.feed()));
        continue;
      }
      long attempt = backoff.begin();
      if (look.at() >= recovery) {
        backoff.answered();
        last = look.at();
      } else {
        failed++;
        backoff.failed(attempt, look.at() + timeout);
        looks.add(new Look(look.at() + timeout + SECOND / 5, look.feed()));
      }
    }
    return new long[] {failed, last};
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 12, 100})
  @DisplayName(
      "T15: an outage of ten minutes costs less than one try a second, however many watches")
  void feedsBackOffTogether(int feeds) {
    long outage = 600 * SECOND;

    var result = run(feeds, outage, SECOND / 1_000);

    System.out.printf(
        "%d watches: %d tries in ten minutes, the last is back %.1f s after the end%n",
        feeds, result[0], (result[1] - outage) / 1e9);
    assertThat(result[0]).isLessThan(feeds + 60L);
    assertThat(result[1] - outage).isLessThan(31 * SECOND);
  }

  @Test
  @DisplayName("T15: a black hole, where each try takes ten seconds to fail")
  void aTryThatHangsHoldsNobodyUpForEver() {
    var result = run(12, 600 * SECOND, 10 * SECOND);

    assertThat(result[0]).isLessThan(12 + 60L);
    assertThat(result[1] - 600 * SECOND).isLessThan(41 * SECOND);
  }

  @Test
  void aShortOutageIsOverSoon() {
    var result = run(12, SECOND, 0);

    assertThat(result[1]).isLessThan(3 * SECOND);
  }

  record Failure(RuntimeException exception, boolean outage) {}

  static Stream<Failure> failures() {
    return Stream.of(
        new Failure(new IllegalStateException("closed"), true),
        new Failure(new KubernetesClientException("refused"), true),
        new Failure(of(429), true),
        new Failure(of(500), true),
        new Failure(of(503), true),
        new Failure(of(403), false),
        new Failure(of(404), false),
        new Failure(of(409), false),
        new Failure(of(410), false));
  }

  private static KubernetesClientException of(int code) {
    return new KubernetesClientException("", code, null);
  }

  @ParameterizedTest
  @MethodSource("failures")
  @DisplayName("T24: a right that lacks holds up one watch, a server that fails holds up all")
  void tellsOutagesFromRefusals(Failure row) {
    assertThat(Contact.isOutage(row.exception())).isEqualTo(row.outage());
  }
}
