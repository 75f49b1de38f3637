// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.Fleet;
import dev.fixpoint.Scale;
import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.FixpointProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/// What the operator needs for very many VirtualServices and pods: while they come, and when it
/// starts anew and finds them (T28). The pods are objects alone.
final class MemoryBench {
  private static final String OPTIONS = FixpointProcess.AS_SHIPPED + " -Xmx256m";
  private static final Duration LIMIT = Duration.ofMinutes(60);
  private static final int NAMESPACES = 10;
  private static final int CREATORS = 8;
  private static final double IDLE_CPU_SECONDS = 0.1;
  private static final Duration IDLE = Duration.ofSeconds(3);
  private static final Duration POLL = Duration.ofSeconds(1);

  private MemoryBench() {}

  static void run(ControlPlane controlPlane, int services, int pods) throws Exception {
    var settings =
        Map.of(
            FixpointProcess.JAVA_OPTIONS,
            OPTIONS,
            "FIXPOINT_LEADER_ELECTION",
            "false",
            "FIXPOINT_CHECK_POD_CIDRS",
            "false");
    var fleet = Fleet.start(controlPlane, settings, "n1");
    print("empty", fleet.operator(), 0);
    var namespaces = new ArrayList<String>();
    for (int i = 0; i < NAMESPACES; i++) {
      namespaces.add(controlPlane.namespace("memory"));
    }
    long start = System.nanoTime();
    create(pods, i -> pod(fleet, namespaces, services, i));
    System.out.printf("  %d pods made in %.0f s%n", pods, seconds(start));
    print("with the pods", fleet.operator(), 0);
    start = System.nanoTime();
    create(services, i -> Scale.create(controlPlane, namespaces.get(i % NAMESPACES), name(i)));
    awaitProgrammed(controlPlane, namespaces, services / NAMESPACES);
    print("all Programmed", fleet.operator(), seconds(start));
    fleet.operator().kill();
    start = System.nanoTime();
    fleet.startOperator();
    fleet.operator().awaitReady();
    print("started anew: ready", fleet.operator(), seconds(start));
    awaitIdle(fleet.operator());
    print("started anew: idle", fleet.operator(), seconds(start) - IDLE.toSeconds());
  }

  /// Looks at the namespaces in turn, seldom enough not to be a load itself.
  private static void awaitProgrammed(
      ControlPlane controlPlane, List<String> namespaces, int services) {
    for (var namespace : namespaces) {
      Await.until(
          "all in " + namespace + " are Programmed",
          LIMIT,
          () -> {
            Thread.sleep(POLL.toMillis());
            return Scale.programmed(controlPlane, namespace) == services;
          },
          () -> Scale.programmed(controlPlane, namespace) + " of " + services);
    }
  }

  private static String name(int service) {
    return "svc-" + service;
  }

  private static void pod(Fleet fleet, List<String> namespaces, int services, int i) {
    var service = i % services;
    fleet
        .node("n1")
        .podBuilder(
            namespaces.get(service % NAMESPACES),
            "pod-" + i,
            Map.of("app", name(service), "pod-template-hash", "hash" + service, "tier", "web"))
        .withIp("10.%d.%d.%d".formatted(128 + i / 62_500, i / 250 % 250, 1 + i % 250))
        .withoutTraffic()
        .create();
  }

  private interface Creation {
    void create(int number);
  }

  private static void create(int count, Creation creation)
      throws InterruptedException, ExecutionException {
    try (var creators = Executors.newFixedThreadPool(CREATORS)) {
      var made = new ArrayList<Future<?>>();
      for (int i = 0; i < count; i++) {
        int number = i;
        made.add(creators.submit(() -> creation.create(number)));
      }
      for (var one : made) {
        one.get();
      }
    }
  }

  private static void awaitIdle(FixpointProcess operator) {
    var used = new AtomicReference<>(operator.cpuSeconds());
    Await.until(
        "the operator is idle",
        LIMIT,
        () -> {
          Thread.sleep(IDLE.toMillis());
          double now = operator.cpuSeconds();
          return now - used.getAndSet(now) < IDLE_CPU_SECONDS;
        });
  }

  private static void print(String what, FixpointProcess operator, double seconds)
      throws IOException {
    System.out.printf(
        "  %-22s heap %4d MiB, RSS %4d MiB, %6.1f CPU seconds%s%n",
        what,
        heap(operator) / (1024 * 1024),
        operator.rssKiB() / 1024,
        operator.cpuSeconds(),
        seconds > 0 ? ", after %.1f s".formatted(seconds) : "");
  }

  /// In use, what is garbage included.
  private static long heap(FixpointProcess operator) throws IOException {
    return operator
        .get("/q/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
