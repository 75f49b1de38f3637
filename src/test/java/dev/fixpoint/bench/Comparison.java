// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.bench.report.Contender;
import dev.fixpoint.bench.report.Measure;
import dev.fixpoint.bench.report.Measure.Part;
import dev.fixpoint.kit.Program;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The run: for each size, each contender in its turn. What fails is told and written down; the
/// others go on.
final class Comparison {
  private static final int SAMPLE = 100;

  private final Options options;
  private final Recorder recorder;
  private final Progress progress;
  private boolean good = true;

  /// What did not even start at the least size.
  private final Set<Contender> unable = EnumSet.noneOf(Contender.class);

  Comparison(Options options, Recorder recorder, Progress progress) {
    this.options = options;
    this.recorder = recorder;
    this.progress = progress;
  }

  /// @return whether nothing failed, but for what this kernel cannot do
  boolean run() {
    progress.say("starting etcd, kube-apiserver, kube-controller-manager");
    try (var rig = Rig.start()) {
      if (options.hasTurns() && options.contenders().stream().anyMatch(Contender::isOurs)) {
        progress.say("caches of classes are made");
        Ours.train(rig);
      }
      var population = new Population(rig);
      for (int size : options.hasTurns() ? options.sizes() : List.<Integer>of()) {
        if (grown(rig, population, size)) {
          turns(rig, population, size);
        }
      }
      fanOut(rig);
    }
    return good;
  }

  private void fanOut(Rig rig) {
    if (!options.parts().contains(Part.FANOUT)) {
      return;
    }
    var fanOut = new FanOut(rig, options.quick(), recorder, progress);
    for (int agents : options.agents()) {
      try {
        fanOut.run(agents);
      } catch (Exception e) {
        fail(Part.FANOUT.name(), Contender.FIXPOINT_NFTABLES, agents, 1, e);
      }
    }
  }

  private boolean grown(Rig rig, Population population, int size) {
    progress.say("%,d services are made", size);
    var first = List.copyOf(options.contenders()).getFirst();
    var rivals = new LinkedHashMap<Boolean, Rival>();
    options
        .contenders()
        .forEach(c -> rivals.putIfAbsent(c.isOurs(), Rival.of(c, rig, rig.namespace())));
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
    for (var contender : options.turns()) {
      if (unable.contains(contender)) {
        continue;
      }
      int round = rounds.merge(contender, 1, Integer::sum);
      if (progress.elapsed().compareTo(options.limit()) > 0) {
        fail("turn", contender, size, round, new IllegalStateException("no time was left"));
        continue;
      }
      progress.say("%,d services, %s, round %d", size, contender.title(), round);
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
    }
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
    for (Map.Entry<Part, Scenario> scenario : Scenario.all().entrySet()) {
      if (options.parts().contains(scenario.getKey())) {
        try {
          scenario.getValue().run(turn);
        } catch (Exception e) {
          progress.say("%s", turn.tails());
          fail(scenario.getKey().name(), contender, turn.size(), round, e);
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
