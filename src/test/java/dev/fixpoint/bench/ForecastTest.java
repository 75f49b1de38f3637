// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.bench.report.Contender;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ForecastTest {

  @Test
  @DisplayName("what is left takes its weight at the pace so far; in the end nothing is left")
  void pace() {
    var forecast = new Forecast(Options.parse("size=1000", "only=start", "rounds=2", "seconds=10"));
    var before = forecast.left();
    double growth = Forecast.growth(0, 1_000, 10_000);
    forecast.done(growth, Duration.ofMinutes(10));
    assertThat(forecast.left()).as("slower than thought").isGreaterThan(before);
    for (int round = 0; round < 2; round++) {
      forecast.done(Forecast.turn(Contender.FIXPOINT_NFTABLES, 1_000), Duration.ofMinutes(1));
      forecast.done(Forecast.turn(Contender.KUBE_PROXY_NFTABLES, 1_000), Duration.ofMinutes(1));
    }
    assertThat(forecast.left()).isZero();
  }

  @Test
  @DisplayName("more sizes, systems and agents take longer")
  void more() {
    var whole = new Forecast(Options.parse()).left();
    assertThat(new Forecast(Options.parse("quick")).left()).isLessThan(whole);
    assertThat(new Forecast(Options.parse("only=fanout")).left()).isLessThan(whole);
    assertThat(new Forecast(Options.parse("system=all")).left()).isGreaterThan(whole);
  }
}
