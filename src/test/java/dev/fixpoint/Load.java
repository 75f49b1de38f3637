// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import dev.fixpoint.kit.Client;
import dev.fixpoint.kit.Http;
import dev.fixpoint.kit.Netns;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Clients that don't stop: from each place one that opens short connections all the time, and
/// some that keep one open and talk on it.
public final class Load implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final long PAUSE_MILLIS = 10;
  private static final int CLIENTS = 10;

  /// One short connection: who answered.
  interface Question {
    String ask(Netns place) throws IOException;
  }

  private final String address;
  private final int port;
  private final Question question;
  private final Collection<String> failures = new ConcurrentLinkedQueue<>();
  private final Map<String, AtomicLong> answers = new java.util.concurrent.ConcurrentHashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private final long began = System.nanoTime();
  private volatile boolean ended;

  public Load(String address, int port) {
    this(address, port, place -> Client.ask(place, address, port, ANSWER));
  }

  private Load(String address, int port, Question question) {
    this.address = address;
    this.port = port;
    this.question = question;
  }

  /// Short connections to a web server that answers with its name.
  static Load http(String address, int port) {
    return new Load(
        address,
        port,
        place -> {
          var answer = Http.get(place, address, port, "/");
          if (answer.status() != 200) {
            throw new IOException("status " + answer.status());
          }
          return answer.body().strip();
        });
  }

  /// Opens one short connection after the other.
  public Load shortFrom(Netns place) {
    return shortFrom(place, 1, PAUSE_MILLIS);
  }

  /// Opens so many new connections a second, by ten clients at a time. Where the machine is too
  /// slow, those that are late follow each other without a pause.
  Load shortFrom(Netns place, int perSecond) {
    return shortFrom(place, CLIENTS, CLIENTS * 1000.0 / perSecond);
  }

  private Load shortFrom(Netns place, int clients, double everyMillis) {
    long period = (long) (everyMillis * 1_000_000);
    for (int i = 0; i < clients; i++) {
      run(
          "short " + place.name(),
          () -> {
            for (long next = System.nanoTime(); !ended; next += period) {
              var pod = question.ask(place);
              answers.computeIfAbsent(pod, name -> new AtomicLong()).incrementAndGet();
              LockSupport.parkNanos(next + period - System.nanoTime());
            }
          });
    }
    return this;
  }

  /// Keeps one connection open and talks on it.
  Load longFrom(Netns place) {
    return run(
        "long " + place.name(),
        () -> {
          try (var stream = Client.open(place, address, port, ANSWER)) {
            for (int i = 0; !ended; i++) {
              var answer = stream.send("line " + i);
              if (!answer.endsWith("line " + i)) {
                failures.add("long " + place.name() + ": " + answer);
              }
              Thread.sleep(PAUSE_MILLIS);
            }
          }
        });
  }

  private Load run(String name, Clients clients) {
    threads.add(
        Thread.ofPlatform()
            .name(name)
            .start(
                () -> {
                  while (!ended) {
                    try {
                      clients.go();
                    } catch (IOException e) {
                      failures.add(name + ": " + e);
                    } catch (InterruptedException e) {
                      return;
                    }
                  }
                }));
    return this;
  }

  private interface Clients {
    void go() throws IOException, InterruptedException;
  }

  /// What went wrong so far.
  public List<String> failures() {
    return List.copyOf(failures);
  }

  /// How many short connections each pod has answered so far.
  Map<String, Long> answers() {
    var counts = new TreeMap<String, Long>();
    answers.forEach((pod, count) -> counts.put(pod, count.get()));
    return counts;
  }

  public long total() {
    return answers.values().stream().mapToLong(AtomicLong::get).sum();
  }

  /// How many of them there were in each second, on average since this began.
  double perSecond() {
    return total() / ((System.nanoTime() - began) / 1e9);
  }

  @Override
  public void close() {
    ended = true;
    for (var thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
