// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.bench.report.Contender;
import dev.fixpoint.bench.report.Measure;
import dev.fixpoint.bench.report.Measure.Part;
import dev.fixpoint.kit.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/// The run: for each size, each contender in its turn. What fails is told and written down; the
/// others go on.
final class Comparison {
  private static final int SAMPLE = 100;

  private final Options options;
  private final Recorder recorder;
  private final Progress progress;
  private final Forecast forecast;
  private boolean good = true;

  /// What did not even start at the least size.
  private final Set<Contender> unable = EnumSet.noneOf(Contender.class);

  Comparison(Options options, Recorder recorder, Progress progress) {
    this.options = options;
    this.recorder = recorder;
    this.progress = progress;
    this.forecast = new Forecast(options);
  }

  /// @return whether nothing failed, but for what this kernel cannot do
  boolean run() {
    progress.say("starting etcd, kube-apiserver, kube-controller-manager");
    try (var rig = Rig.start()) {
      if (options.hasTurns() && options.contenders().stream().anyMatch(Contender::isOurs)) {
        progress.say("caches of classes are made");
        Ours.train(rig);
      }
      var population = new Population(rig, options.mostWhole());
      int before = 0;
      for (int size : options.hasTurns() ? options.sizes() : List.<Integer>of()) {
        var start = progress.elapsed();
        boolean grown = grown(rig, population, size);
        done(Forecast.growth(before, size, options.mostWhole()), start);
        before = size;
        if (grown) {
          turns(rig, population, size);
        }
      }
      fanOut(rig);
    }
    return good;
  }

  private void fanOut(Rig rig) {
    if (!options.hasFanOut()) {
      return;
    }
    var fanOut = new FanOut(rig, options.quick(), recorder, progress);
    for (int agents : options.agents()) {
      var start = progress.elapsed();
      try {
        fanOut.run(agents);
      } catch (Exception e) {
        fail(Part.FANOUT.name(), Contender.FIXPOINT_NFTABLES, agents, 1, e);
      }
      done(Forecast.fanOut(agents), start);
    }
  }

  private boolean grown(Rig rig, Population population, int size) {
    progress.say("%,d services are made; %s", size, left());
    var first = List.copyOf(options.contenders()).getFirst();
    var rivals = new LinkedHashMap<Boolean, Rival>();
    options
        .contenders()
        .forEach(c -> rivals.putIfAbsent(c.isOurs(), Rival.of(c, rig, rig.namespace(), size)));
    var programs = new ArrayList<Program>();
    try {
      rivals.values().forEach(rival -> programs.add(rival.startControl()));
      population.grow(size, rivals.values());
      return true;
    } catch (Exception e) {
      fail("population", first, size, 0, e);
      return false;
    } finally {
      programs.forEach(Program::kill);
    }
  }

  private void turns(Rig rig, Population population, int size) {
    var rounds = new EnumMap<Contender, Integer>(Contender.class);
    for (var contender : options.turns(size)) {
      var start = progress.elapsed();
      if (unable.contains(contender)) {
        done(Forecast.turn(contender, size), start);
        continue;
      }
      int round = rounds.merge(contender, 1, Integer::sum);
      if (progress.elapsed().compareTo(options.limit()) > 0) {
        fail("turn", contender, size, round, new IllegalStateException("no time was left"));
        continue;
      }
      progress.say("%,d services, %s, round %d; %s", size, contender.title(), round, left());
      try (var turn =
          new Turn(rig, population, contender, size, round, options, recorder, progress)) {
        cold(turn);
        scenarios(turn, contender, round);
      } catch (Exception e) {
        if (size == options.sizes().getFirst()) {
          progress.say("%s is left out: %s", contender.title(), e.getMessage());
          recorder.fail("start", contender, size, round, e);
          unable.add(contender);
        } else {
          fail("start", contender, size, round, e);
        }
      }
      done(Forecast.turn(contender, size), start);
    }
  }

  private void done(double weight, Duration start) {
    forecast.done(weight, progress.elapsed().minus(start));
  }

  private String left() {
    return "about %d minutes left".formatted(1 + forecast.left().toMinutes());
  }

  /// Each turn begins with this, asked for or not.
  private void cold(Turn turn) {
    var addresses = turn.population().spread(SAMPLE).stream().map(turn::address).toList();
    long start = System.nanoTime();
    turn.startNode();
    long last = 0;
    for (long at : turn.visits().await(addresses, true, Turn.LIMIT)) {
      last = Math.max(last, at);
    }
    if (options.parts().contains(Part.START)) {
      turn.record(Measure.COLD, (last - start) / 1e9);
    }
    turn.rig().forgetConnections();
    turn.settle();
  }

  private void scenarios(Turn turn, Contender contender, int round) {
    for (var step : Scenario.all()) {
      if (options.parts().contains(step.part())) {
        try {
          step.scenario().run(turn);
        } catch (Exception e) {
          progress.say("%s", turn.tails());
          fail(step.part().name(), contender, turn.size(), round, e);
          turn.heal();
        }
      }
    }
  }

  private void fail(String scenario, Contender contender, int size, int round, Exception e) {
    good = false;
    progress.say("FAILED: %s: %s", scenario, e);
    recorder.fail(scenario.toLowerCase(java.util.Locale.ROOT), contender, size, round, e);
  }
}
