// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.kit.Await;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTest {

  private final Command command = new Command("test", Duration.ofMinutes(1));

  @Test
  void givesInputAndTakesWhatIsPrinted() throws Exception {
    var much = "a line\n".repeat(100_000);
    assertThat(command.output(List.of("cat"), much)).isEqualTo(much);
  }

  @Test
  void aFailureIsToldInTheProgramsWords() {
    var line = List.of("sh", "-c", "echo one >&2; echo two >&2; exit 3");
    assertThatThrownBy(() -> command.output(line, "input that nobody reads"))
        .isInstanceOf(DataplaneException.class)
        .hasMessage("test: sh: one; two");
  }

  @Test
  void aProgramThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> command.run(List.of("no-such-program"), ""))
        .isInstanceOf(DataplaneException.class)
        .hasMessageStartingWith("test: cannot run no-such-program: ");
  }

  @Test
  void whatHangsIsEnded() {
    var brief = new Command("test", Duration.ofMillis(200));
    assertThatThrownBy(() -> brief.run(List.of("sleep", "86403"), ""))
        .isInstanceOf(DataplaneException.class)
        .hasMessage("test: sleep did not finish within 0 seconds");
    Await.until(
        "no such process lives",
        Duration.ofSeconds(60),
        () ->
            ProcessHandle.current()
                .descendants()
                .noneMatch(p -> p.info().commandLine().orElse("").contains("86403")));
  }
}
