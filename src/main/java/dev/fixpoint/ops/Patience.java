// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ops;

import io.fabric8.kubernetes.client.http.AsyncBody.Consumer;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// An API server that has too much to do answers 429, and says how long to wait in `Retry-After`.
/// A request that is answered so is sent again when that time is over, several times; who fails all
/// the same asks how long to wait before the next try.
@Singleton
public class Patience implements Interceptor {
  private static final String HEADER = "Retry-After";
  private static final int TOO_MANY_REQUESTS = 429;

  /// How often a request is sent again.
  static final int TIMES = 5;

  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final AtomicLong until = new AtomicLong(System.nanoTime());

  /// Takes part in all that a client sends. The client asks each of its interceptors once about a
  /// request that fails.
  void join(HttpClient.Builder http) {
    for (int i = 0; i < TIMES; i++) {
      http.addOrReplaceInterceptor("patience-" + i, this);
    }
  }

  @Override
  public void after(
      HttpRequest request, HttpResponse<?> response, Consumer<List<ByteBuffer>> body) {
    var asked = asked(response.code(), response.header(HEADER));
    if (!asked.isZero()) {
      long end = System.nanoTime() + asked.toNanos();
      until.accumulateAndGet(end, (a, b) -> a - b > 0 ? a : b);
    }
  }

  @Override
  public CompletableFuture<Boolean> afterFailure(
      BasicBuilder request, HttpResponse<?> response, RequestTags tags) {
    var asked = asked(response.code(), response.header(HEADER));
    if (asked.isZero()) {
      return CompletableFuture.completedFuture(false);
    }
    return CompletableFuture.supplyAsync(
        () -> true, CompletableFuture.delayedExecutor(asked.toMillis() + 1, TimeUnit.MILLISECONDS));
  }

  /// What an answer asks for; zero for nothing. A date, which Kubernetes does not send, is nothing.
  static Duration asked(int status, String retryAfter) {
    if (status != TOO_MANY_REQUESTS || retryAfter == null || !retryAfter.matches("[0-9]{1,9}")) {
      return Duration.ZERO;
    }
    var asked = Duration.ofSeconds(Long.parseLong(retryAfter));
    return asked.compareTo(LONGEST) < 0 ? asked : LONGEST;
  }

  /// How much of what was asked for last is left; zero or less for nothing.
  public Duration left() {
    return Duration.ofNanos(until.get() - System.nanoTime());
  }
}
