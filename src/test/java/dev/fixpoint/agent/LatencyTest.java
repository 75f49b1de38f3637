// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.wire.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LatencyTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:10Z");

  private final List<Duration> told = new ArrayList<>();
  private final Latency latency = new Latency(() -> NOW, told::add);

  @Test
  void tellsEachChangeOnceItIsInTheKernel() {
    latency.took(intent("2026-01-01T00:00:09.500Z"));
    latency.took(intent("2026-01-01T00:00:08Z"));
    assertThat(told).isEmpty();

    latency.applied();
    latency.applied();

    assertThat(told).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(2));
  }

  @Test
  void aClockThatIsAheadGivesNoNegativeTime() {
    latency.took(intent("2026-01-01T00:01:00Z"));

    latency.applied();

    assertThat(told).containsExactly(Duration.ZERO);
  }

  @Test
  void whatIsNotSaidOrCannotBeReadDoesNotCount() {
    latency.took(new RoutingIntent());
    latency.took(intent("yesterday"));

    latency.applied();

    assertThat(told).isEmpty();
  }

  @Test
  void aListSaysNothingOfTimes() {
    latency.took(intent("2026-01-01T00:00:09Z"));
    latency.clear();

    latency.applied();

    assertThat(told).isEmpty();
  }

  private static RoutingIntent intent(String trigger) {
    var intent = new RoutingIntent();
    intent.getMetadata().setAnnotations(Map.of(Names.TRIGGER_TIME, trigger));
    return intent;
  }
}
