// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.bench.report.Contender;
import dev.fixpoint.bench.report.Measure;
import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.Program;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// One contender at one size, once: its programs run from the start of the turn to its end.
final class Turn implements AutoCloseable {
  /// For what never comes; kube-proxy needs minutes for ten thousand services.
  static final Duration LIMIT = Duration.ofMinutes(10);

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private static final Pattern ERROR = Pattern.compile("ERROR +\\[[^]]*] \\([^)]*\\) (.*)");

  private final Rig rig;
  private final Population population;
  private final Contender contender;
  private final int size;
  private final int round;
  private final Options options;
  private final Recorder recorder;
  private final Progress progress;
  private final Rival rival;
  private final Visits visits;
  private final Map<String, String> addresses;
  private final Program control;
  private Program node;

  Turn(
      Rig rig,
      Population population,
      Contender contender,
      int size,
      int round,
      Options options,
      Recorder recorder,
      Progress progress) {
    this.rig = rig;
    this.population = population;
    this.contender = contender;
    this.size = size;
    this.round = round;
    this.options = options;
    this.recorder = recorder;
    this.progress = progress;
    rival = Rival.of(contender, rig, rig.namespace(), size);
    visits = new Visits(rig.client(), () -> requireAlive(node));
    rig.node().emptyKernel();
    control = rival.startControl();
    try {
      settle();
      addresses = rival.addresses();
      addresses.putAll(population.directAddresses());
    } catch (RuntimeException | Error e) {
      control.kill();
      throw e;
    }
  }

  Rival rival() {
    return rival;
  }

  Population population() {
    return population;
  }

  Rig rig() {
    return rig;
  }

  Contender contender() {
    return contender;
  }

  /// For the namespace in which services come and go.
  Rival rivalOfFresh() {
    return Rival.of(contender, rig, rig.fresh(), size);
  }

  int size() {
    return size;
  }

  boolean isQuick() {
    return options.quick();
  }

  Effort effort() {
    return Effort.of(options.time());
  }

  Visits visits() {
    return visits;
  }

  Program control() {
    return control;
  }

  Program node() {
    return node;
  }

  void startNode() {
    node = rival.startNode();
  }

  /// The address of a service.
  String address(String service) {
    return addresses.get(service);
  }

  String probeAddress() {
    return address(population.probeName());
  }

  /// Changes whether the probe is ready, and waits until its address is as it should be.
  ///
  /// @return milliseconds from the write to the first connection that is answered, or refused
  double flipProbe(boolean ready) {
    long start = System.nanoTime();
    population.probe().setReady(ready);
    return (awaitProbe(ready) - start) / 1e6;
  }

  /// @return when it was so
  long awaitProbe(boolean answered) {
    return visits.await(List.of(probeAddress()), answered, LIMIT)[0];
  }

  void record(Measure measure, List<Double> values) {
    recorder.add(measure, contender, size, round, values);
    progress.tell(measure, values);
  }

  void record(Measure measure, double value) {
    record(measure, List.of(value));
  }

  /// Waits until the programs have nothing left to do.
  void settle() {
    var programs = node == null ? List.of(control) : List.of(control, node);
    var calm = new Calm();
    Await.until(
        "the programs to be idle",
        LIMIT,
        () -> {
          if (!programs.stream().allMatch(Program::isAlive)) {
            return true;
          }
          double before = cpu(programs);
          Thread.sleep(LOOK_AGAIN.toMillis());
          return calm.after(cpu(programs) - before);
        },
        calm::toString);
    programs.forEach(Turn::requireAlive);
  }

  /// What cannot come any more is not waited for.
  private static void requireAlive(Program program) {
    if (!program.isAlive()) {
      var error = ERROR.matcher(program.tail(50));
      throw new IllegalStateException(
          "the program has ended" + (error.find() ? ": " + error.group(1) : ""));
    }
  }

  private static double cpu(List<Program> programs) {
    return programs.stream().mapToDouble(Program::cpuSeconds).sum();
  }

  /// Makes all pods ready again, after a scenario that did not come to its end.
  void heal() {
    population.probe().setReady(true);
    population.lively().forEach(pod -> pod.setReady(true));
  }

  /// What the programs have last said, for a failure.
  String tails() {
    return control.tail(10) + (node == null ? "" : "\n" + node.tail(10));
  }

  @Override
  public void close() {
    if (node != null) {
      node.kill();
    }
    control.kill();
    rig.node().emptyKernel();
  }
}
