// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.watch;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// The way of one process to the API server, shared by all of its feeds, so that they back off
/// together: while nobody answers, one of them tries for all, after pauses that grow, and when it
/// gets through the others follow. A dozen watches then cost an API server that is down no more
/// than one.
public final class Contact {
  private static final int TOO_MANY_REQUESTS = 429;

  private final KubernetesClient client;
  private final Duration silence;
  private final Backoff backoff = new Backoff(ThreadLocalRandom.current());

  /// @param client whose own repetitions are not used here: they would multiply
  /// @param silence after which a watch is taken for dead, though its connection is open. The API
  ///     server sends a bookmark about once a minute
  public Contact(KubernetesClient client, Duration silence) {
    this.silence = silence;
    var once =
        new RequestConfigBuilder()
            .withRequestRetryBackoffLimit(0)
            .withWatchReconnectLimit(0)
            .build();
    this.client =
        client.adapt(NamespacedKubernetesClient.class).withRequestConfig(once).call(c -> c);
  }

  KubernetesClient client() {
    return client;
  }

  Duration silence() {
    return silence;
  }

  /// Waits until it is this caller's turn to try.
  ///
  /// @return the try, to be told how it went
  synchronized long await() throws InterruptedException {
    while (true) {
      long wait = backoff.untilTurn(System.nanoTime());
      if (wait <= 0) {
        return backoff.begin();
      }
      wait(TimeUnit.NANOSECONDS.toMillis(wait) + 1);
    }
  }

  /// Whether nobody answered the last time.
  synchronized boolean isDown() {
    return backoff.isDown();
  }

  /// The API server has answered.
  synchronized void answered() {
    backoff.answered();
    notifyAll();
  }

  /// The API server could not be reached, or is not able to answer.
  synchronized void failed(long attempt) {
    backoff.failed(attempt, System.nanoTime());
    notifyAll();
  }

  /// Whether a failure is the API server's, and not that of one request.
  static boolean isOutage(RuntimeException failure) {
    return !(failure instanceof KubernetesClientException e)
        || e.getCode() < HttpURLConnection.HTTP_OK // there was no answer
        || e.getCode() == TOO_MANY_REQUESTS
        || e.getCode() >= HttpURLConnection.HTTP_INTERNAL_ERROR;
  }

  /// When the next try may be, told in nanoseconds of any one clock. Pure.
  static final class Backoff {
    private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(30);
    private static final int DOUBLINGS = 8;

    private final RandomGenerator random;
    private int failures;
    private long round;
    private long next;
    private boolean trying;

    Backoff(RandomGenerator random) {
      this.random = random;
    }

    /// How long a caller has to wait before it looks again; 0 or less: it may try.
    long untilTurn(long now) {
      if (failures == 0) {
        return 0;
      }
      return trying ? LONGEST : next - now;
    }

    boolean isDown() {
      return failures > 0;
    }

    long begin() {
      trying = true;
      return round;
    }

    void answered() {
      failures = 0;
      trying = false;
      round++;
    }

    /// Of several tries that began in one round and fail, one counts.
    void failed(long attempt, long now) {
      if (attempt != round) {
        return;
      }
      round++;
      trying = false;
      failures++;
      long longest = Math.min(LONGEST, FIRST << Math.min(failures, DOUBLINGS));
      next = now + random.nextLong(longest / 2, longest);
    }
  }
}
