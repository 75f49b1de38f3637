// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {

  @ParameterizedTest(name = "{0} s: {1} s")
  @CsvSource({"0,60", "1,60", "3,60", "4,76", "20,380"})
  void whatTakesLongComesLessOften(int took, int pause) {
    assertThat(Pace.pauseAfter(Duration.ofSeconds(took), Duration.ofSeconds(60)))
        .isEqualTo(Duration.ofSeconds(pause));
  }
}
