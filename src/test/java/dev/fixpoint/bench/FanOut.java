// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.api.v1alpha1.NodeRouting;
import dev.fixpoint.bench.report.Contender;
import dev.fixpoint.bench.report.Measure;
import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.status.AckPace;
import dev.fixpoint.wire.RoutingWire;
import dev.fixpoint.wire.RoutingWire.Ack;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/// One change at an API server with many agents: until the last watch has it, and until the last
/// has acked it, at the pace that real agents keep. The agents are simulated; nothing else runs.
final class FanOut {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int RATE = 500;
  private static final Duration LEAST = Duration.ofMillis(50);
  private static final int ACKERS = 32;
  private static final int QUICK_CHANGES = 3;
  private static final int CHANGES = 10;
  private static final Pattern MEMORY = Pattern.compile("(?m)^# (?:HeapAlloc|Stack) = (\\d+)");
  private static final double BYTES_PER_KIB = 1024;
  private static final int MANY_ENDPOINTS = 250;
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("fixpoint-agent")
          .withForce(true)
          .build();

  private final ControlPlane controlPlane;
  private final Recorder recorder;
  private final Progress progress;
  private final Intents intents;
  private final int changes;
  private final AtomicInteger heard = new AtomicInteger();
  private final AtomicInteger acked = new AtomicInteger();
  private final AtomicLong lastHeard = new AtomicLong();
  private final AtomicLong lastAcked = new AtomicLong();
  private volatile boolean acking;
  private volatile long watermark;
  private int made;
  private int version;

  FanOut(Rig rig, boolean quick, Recorder recorder, Progress progress) {
    this.controlPlane = rig.controlPlane();
    this.recorder = recorder;
    this.progress = progress;
    this.changes = quick ? QUICK_CHANGES : CHANGES;
    this.intents = new Intents(controlPlane.namespace("fanout"), rig.node().name(), "10.1.0.1");
  }

  void run(int agents) throws Exception {
    progress.say("fan-out to %,d simulated agents", agents);
    Population.each(made, agents, this::create);
    made = Math.max(made, agents);
    var change = write(0);
    try (var timer = Executors.newScheduledThreadPool(ACKERS);
        var swarm = new Swarm(number -> hear(number, agents, timer))) {
      double before = memoryKiB();
      swarm.open(controlPlane, agents, change.getMetadata().getResourceVersion());
      record(Measure.WATCH_MEMORY, agents, List.of((memoryKiB() - before) / agents));
      measure(agents, swarm);
      timer.shutdownNow();
    }
  }

  /// What the API server uses after it has collected its garbage: heap and stacks.
  private double memoryKiB() {
    var profile = controlPlane.client().raw("/debug/pprof/heap?gc=1&debug=1");
    return MEMORY.matcher(profile).results().mapToLong(m -> Long.parseLong(m.group(1))).sum()
        / BYTES_PER_KIB;
  }

  private HasMetadata create(int number) {
    var routing = new NodeRouting();
    routing.getMetadata().setName(name(number));
    return controlPlane.client().resource(routing).create();
  }

  private static String name(int number) {
    return "sim-" + number;
  }

  private HasMetadata write(int endpoint) {
    var intent = intents.of(1, endpoint);
    return controlPlane.client().resource(intent).forceConflicts().serverSideApply();
  }

  private void measure(int agents, Swarm swarm) {
    var last = new ArrayList<Double>();
    var cpu = new ArrayList<Double>();
    acking = false;
    for (int i = 0; i < changes; i++) {
      double before = controlPlane.apiServer().cpuSeconds();
      long start = change(agents, swarm);
      last.add((lastHeard.get() - start) / 1e6);
      cpu.add(controlPlane.apiServer().cpuSeconds() - before);
    }
    record(Measure.FAN_LAST, agents, last);
    record(Measure.FAN_CPU, agents, cpu);
    double alone = cpu.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    acking = true;
    var acks = new ArrayList<Double>();
    var ackCpu = new ArrayList<Double>();
    for (int i = 0; i < Math.max(1, changes / 3); i++) {
      double before = controlPlane.apiServer().cpuSeconds();
      long start = change(agents, swarm);
      await("have acked", agents, acked, swarm);
      acks.add((lastAcked.get() - start) / 1e9);
      double used = controlPlane.apiServer().cpuSeconds() - before;
      ackCpu.add(Math.max(0, used - alone) * 1e3 / agents);
    }
    record(Measure.FAN_ACKED, agents, acks);
    record(Measure.ACK_CPU, agents, ackCpu);
    record(Measure.EVENT_BYTES, agents, List.of(bytes(intents.of(1, 0))));
    record(Measure.EVENT_BYTES_MANY, agents, List.of(bytes(intents.withEndpoints(MANY_ENDPOINTS))));
  }

  /// One that all have heard of when this returns.
  ///
  /// @return when it began
  private long change(int agents, Swarm swarm) {
    heard.set(0);
    acked.set(0);
    long start = System.nanoTime();
    watermark = Long.parseLong(write(++version).getMetadata().getResourceVersion());
    await("have heard", agents, heard, swarm);
    return start;
  }

  private static void await(String what, int agents, AtomicInteger count, Swarm swarm) {
    Await.until(
        agents + " agents " + what,
        LIMIT,
        () -> count.get() >= agents,
        () -> "%d, and %d have lost their watch".formatted(count.get(), swarm.lost()));
  }

  private double bytes(HasMetadata object) {
    return controlPlane.client().getKubernetesSerialization().asJson(object).length();
  }

  private void record(Measure measure, int agents, List<Double> values) {
    recorder.add(measure, Contender.FIXPOINT_NFTABLES, agents, 1, values);
    progress.tell(measure, values);
  }

  private void hear(int number, int agents, ScheduledExecutorService timer) {
    long now = System.nanoTime();
    lastHeard.accumulateAndGet(now, Math::max);
    heard.incrementAndGet();
    if (!acking) {
      return;
    }
    var pace = AckPace.of(agents, RATE, LEAST);
    double place = ThreadLocalRandom.current().nextDouble();
    long due = pace.next(now, now - pace.period().toNanos(), place);
    timer.schedule(() -> ack(number), due - now, TimeUnit.NANOSECONDS);
  }

  private void ack(int number) {
    var ack =
        new Ack(
            "nftables",
            List.of(),
            watermark,
            watermark,
            1,
            Map.of(),
            List.of(),
            0,
            Optional.empty(),
            "0",
            Instant.EPOCH);
    var routing = RoutingWire.print(name(number), ack, Instant.now());
    controlPlane.client().resource(routing).subresource("status").patch(APPLY);
    lastAcked.accumulateAndGet(System.nanoTime(), Math::max);
    acked.incrementAndGet();
  }
}
