// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatienceTest {

  @ParameterizedTest(name = "{0} Retry-After {1}: {2} s")
  @CsvSource({
    "429, 1, 1",
    "429, 30, 30",
    "429, 0, 0",
    "429, 3600, 60",
    "429, 999999999, 60",
    "429, 'Fri, 31 Dec 1999 23:59:59 GMT', 0",
    "429, -1, 0",
    "429, '', 0",
    "429, , 0",
    "503, 5, 0",
    "200, 5, 0"
  })
  void waitsAsLongAsTheServerAsks(int status, String retryAfter, long seconds) {
    assertThat(Patience.asked(status, retryAfter)).hasSeconds(seconds);
  }
}
