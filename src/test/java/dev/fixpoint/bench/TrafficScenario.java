// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.bench.report.Measure;
import java.net.InetSocketAddress;
import java.util.ArrayList;

/// New connections through an address and to its pod itself, in turn: there and back.
final class TrafficScenario implements Scenario {
  private static final int SINGLE = 2_000;
  private static final int FULL = 10_000;
  private static final int QUICK = 4_000;

  @Override
  public void run(Turn turn) throws Exception {
    // Between two tables that kube-proxy writes, an address may be neither refused nor forwarded.
    turn.rig().forgetConnections();
    var dialer = new Dialer(turn.rig().client());
    var through = new InetSocketAddress(turn.probeAddress(), 80);
    var direct = new InetSocketAddress(turn.population().probe().ip(), 8080);
    int count = turn.isQuick() ? QUICK : FULL;
    dialer.perSecond(direct, count);
    dialer.perSecond(through, count);
    var rates = new ArrayList<Double>();
    var directRates = new ArrayList<Double>();
    var cpu = new ArrayList<Double>();
    var directCpu = new ArrayList<Double>();
    for (int round = 0; round < 2; round++) {
      load(dialer, direct, count, directRates, directCpu);
      load(dialer, through, count, rates, cpu);
      load(dialer, through, count, rates, cpu);
      load(dialer, direct, count, directRates, directCpu);
    }
    turn.record(Measure.CONNECT, dialer.micros(through, SINGLE));
    turn.record(Measure.CONNECT_DIRECT, dialer.micros(direct, SINGLE));
    turn.record(Measure.RATE, rates);
    turn.record(Measure.RATE_DIRECT, directRates);
    var shares = new ArrayList<Double>();
    for (int i = 0; i < rates.size(); i++) {
      shares.add(rates.get(i) / directRates.get(i));
    }
    turn.record(Measure.RATE_SHARE, shares);
    turn.record(Measure.CPU_CONNECTIONS, cpu);
    turn.record(Measure.CPU_CONNECTIONS_DIRECT, directCpu);
  }

  private static void load(
      Dialer dialer,
      InetSocketAddress to,
      int count,
      ArrayList<Double> rates,
      ArrayList<Double> cpu)
      throws Exception {
    double before = Machine.cpuSeconds();
    rates.add(dialer.perSecond(to, count));
    cpu.add((Machine.cpuSeconds() - before) * FULL / count);
  }
}
