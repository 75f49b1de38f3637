// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.api.v1alpha1.NodeRouting;
import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.Client;
import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.FixpointProcess;
import dev.fixpoint.kit.NoAnswer;
import dev.fixpoint.kit.SimNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// What an agent needs at a real API server: from its start to a table of so many addresses, for
/// changes, and for a start that finds the table in place. The RoutingIntents are written by this,
/// so that nothing of the operator is measured.
final class AgentBench {
  private static final int[] SIZES = {1_000, 10_000};
  private static final String OPTIONS = FixpointProcess.AS_SHIPPED + " ";
  private static final int CHANGES = 200;
  private static final int WARM_UP = 1_000;
  private static final int MANY = 1_000;
  private static final int WRITERS = 8;
  private static final Duration CACHE_LIMIT = Duration.ofMinutes(5);
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final long PAUSE_NANOS = 2_000_000;
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Pattern LOADED = Pattern.compile("routed ([0-9]+) ms after the list");

  private final ControlPlane controlPlane;
  private final Intents intents;
  private final SimNode node;
  private final Path cache = Path.of("target/bench/agent.aot").toAbsolutePath();
  private FixpointProcess agent;
  private volatile boolean asking;

  private AgentBench(ControlPlane controlPlane, String namespace, SimNode node, String pod) {
    this.controlPlane = controlPlane;
    this.intents = new Intents(namespace, node.name(), pod);
    this.node = node;
  }

  /// @param args numbers of addresses, rising; by default 1,000 and 10,000
  static void run(ControlPlane controlPlane, String... args) throws Exception {
    var sizes =
        args.length == 0
            ? SIZES
            : IntStream.range(0, args.length).map(i -> Integer.parseInt(args[i])).toArray();
    var node = controlPlane.node("n1", "zone-1");
    var namespace = controlPlane.namespace("agent");
    var pod = node.pod(namespace, "web", Map.of("app", "web"));
    var bench = new AgentBench(controlPlane, namespace, node, pod.ip());
    System.out.println("An agent at a real API server, 5 endpoints for each address:");
    bench.write(0, sizes[0]);
    bench.train();
    int before = sizes[0];
    for (int size : sizes) {
      bench.write(before, size);
      before = size;
      bench.cold(size);
      bench.changes(size);
      bench.restart(size);
    }
    bench.agent.kill();
  }

  /// Makes the intents of these numbers; that of 0 leads to the pod.
  private void write(int from, int to) throws Exception {
    long start = System.nanoTime();
    each(from, to, number -> controlPlane.client().resource(intents.of(number, 0)).create());
    System.out.printf("  %,9d intents written in %.1f s%n", to - from, seconds(start));
  }

  private static void each(int from, int to, IntentCall call) throws Exception {
    try (var writers = Executors.newFixedThreadPool(WRITERS)) {
      var made = new ArrayList<Future<?>>();
      for (int i = from; i < to; i++) {
        int number = i;
        made.add(writers.submit((Callable<HasMetadata>) () -> call.make(number)));
      }
      for (var one : made) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private interface IntentCall {
    HasMetadata make(int number);
  }

  /// Makes the cache of classes that the image's agent has.
  private void train() throws IOException {
    Files.createDirectories(cache.getParent());
    Files.deleteIfExists(cache);
    start("-XX:AOTCacheOutput=" + cache);
    agent.terminate(CACHE_LIMIT);
    System.out.printf("  the agent's AOT cache: %,d MiB%n", Files.size(cache) >> 20);
  }

  /// Into an empty kernel.
  private void cold(int size) throws IOException {
    agent.kill();
    node.netns().exec("nft", "delete", "table", "ip", "fixpoint").orThrow("our table");
    report(size, "cold start", start("-XX:AOTCache=" + cache));
  }

  /// @return seconds until it is ready
  private double start(String option) {
    long start = System.nanoTime();
    agent = controlPlane.startAgent(node, Map.of(FixpointProcess.JAVA_OPTIONS, OPTIONS + option));
    agent.awaitReady();
    return seconds(start);
  }

  private void report(int size, String what, double ready) throws IOException {
    var loaded = LOADED.matcher(Files.readString(agent.log()));
    System.out.printf(
        "  %,9d %-24s ready after %6.2f s, routed %s ms after the list, %s%n",
        size, what, ready, loaded.find() ? loaded.group(1) : "?", costs());
  }

  private String costs() {
    return "RSS %d MiB, %.1f CPU s".formatted(agent.rssKiB() / 1024, agent.cpuSeconds());
  }

  private void changes(int size) throws Exception {
    for (int i = 0; i < WARM_UP; i++) {
      replace(size / 2, i + 1);
    }
    measure(size, "one endpoint changed", CHANGES, i -> replace(size / 2, WARM_UP + i + 1));
    measure(
        size,
        "one address added",
        CHANGES,
        i -> controlPlane.client().resource(intents.of(size + i, 0)).create());
    each(size, size + CHANGES, number -> delete(number));
    int many = Math.min(MANY, size);
    long start = System.nanoTime();
    double cpu = agent.cpuSeconds();
    var last = new AtomicInteger();
    each(1, many, number -> newest(last, replace(number, WARM_UP + CHANGES + 1)));
    double written = seconds(start);
    awaitProgrammed(last.get());
    System.out.printf(
        "  %,9d %-24s written in %.2f s, routed after %.2f s, %.2f CPU s, then %s%n",
        size,
        many + " endpoints changed",
        written,
        seconds(start),
        agent.cpuSeconds() - cpu,
        costs());
  }

  private HasMetadata replace(int number, int version) {
    return controlPlane
        .client()
        .resource(intents.of(number, version))
        .forceConflicts()
        .serverSideApply();
  }

  private HasMetadata delete(int number) {
    var intent = intents.of(number, 0);
    controlPlane.client().resource(intent).delete();
    return intent;
  }

  private static HasMetadata newest(AtomicInteger last, HasMetadata written) {
    last.accumulateAndGet(version(written), Math::max);
    return written;
  }

  private static int version(HasMetadata object) {
    return Integer.parseInt(object.getMetadata().getResourceVersion());
  }

  /// One after the other, each until the node has told that it is routed.
  private void measure(int size, String what, int count, IntentCall change) throws Exception {
    double time = transactions("sum");
    double number = transactions("count");
    double cpu = agent.cpuSeconds();
    for (int i = 0; i < count; i++) {
      awaitProgrammed(version(change.make(i)));
    }
    System.out.printf(
        "  %,9d %-24s %.2f ms each in the kernel's transaction, %.2f ms of CPU with all, %s%n",
        size,
        what,
        (transactions("sum") - time) * 1e3 / (transactions("count") - number),
        (agent.cpuSeconds() - cpu) * 1e3 / count,
        costs());
  }

  /// What the agent's own metric says of its changes.
  private double transactions(String what) throws IOException {
    return agent
        .get("/q/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("fixpoint_transaction_seconds_" + what + "{"))
        .filter(line -> line.contains("operation=\"update\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private void awaitProgrammed(int resourceVersion) {
    Await.until("the node to have followed", LIMIT, () -> watermark() >= resourceVersion);
  }

  private long watermark() {
    var routing = controlPlane.client().resources(NodeRouting.class).withName(node.name()).get();
    return Long.parseLong(routing.getStatus().getWatermarks().getRoutingIntents());
  }

  /// Killed and started anew, while somebody connects all the time.
  private void restart(int size) throws Exception {
    var failures = new AtomicInteger();
    var answers = new AtomicInteger();
    try (var clients = Executors.newSingleThreadExecutor()) {
      asking = true;
      clients.submit(() -> ask(answers, failures));
      agent.kill();
      double ready = start("-XX:AOTCache=" + cache);
      asking = false;
      report(size, "restart, table in place", ready);
    }
    System.out.printf(
        "  %,9d %-24s %d connections meanwhile, %d failed%n",
        size, "", answers.get(), failures.get());
  }

  private void ask(AtomicInteger answers, AtomicInteger failures) {
    while (asking) {
      try {
        Client.ask(node.netns(), intents.address(0), 80, ANSWER);
        answers.incrementAndGet();
        LockSupport.parkNanos(PAUSE_NANOS);
      } catch (NoAnswer e) {
        failures.incrementAndGet();
      }
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
