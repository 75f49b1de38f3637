// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench.report;

import dev.fixpoint.bench.report.Results.Failure;
import dev.fixpoint.bench.report.Results.Series;
import java.util.List;
import java.util.Map;

/// A small run: two contenders, two sizes, and one failure.
final class Samples {

  private Samples() {}

  static Results results() {
    return new Results(
        Map.of(
            "kernel",
            "6.1",
            "machine",
            "one that is told in so many words that a line would not hold them all, and that go on"
                + " below the first ones, a little further in"),
        List.of(
            series(Contender.FIXPOINT_NFTABLES, 1, 1, 30, 40),
            series(Contender.KUBE_PROXY_NFTABLES, 1, 1, 60),
            series(Contender.FIXPOINT_NFTABLES, 1_000, 1, 30),
            series(Contender.FIXPOINT_NFTABLES, 1_000, 2, 50),
            series(Contender.KUBE_PROXY_NFTABLES, 1_000, 1, 300)),
        List.of(
            new Failure(
                "readiness",
                Contender.KUBE_PROXY_IPTABLES,
                1_000,
                1,
                "not answered within 600 s")));
  }

  private static Series series(Contender contender, int size, int round, double... values) {
    return new Series(Measure.READY_IDLE, contender, size, round, AnalysisTest.values(values));
  }
}
