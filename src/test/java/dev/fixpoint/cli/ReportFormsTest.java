// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.cli.MigrateCommand.MigrationReport;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReportFormsTest {
  private static final MigrationReport NONE =
      new MigrationReport(Optional.empty(), List.of("it is: a name"), "");
  private static final MigrationReport ONE =
      new MigrationReport(Optional.of(Sample.service("checkout", "web")), List.of(), "unused");

  @Test
  void whatIsAbsentIsLeftOut() {
    assertThat(ReportForms.json(NONE))
        .isEqualTo("{\"notCarriedOver\":[\"it is: a name\"],\"well\":false}");
    assertThat(ReportForms.yaml(NONE))
        .isEqualTo("notCarriedOver:\n- \"it is: a name\"\nwell: false");
  }

  @Test
  void resourcesAreWrittenAsKubernetesHasThem() {
    assertThat(ReportForms.json(ONE))
        .contains("\"virtualService\":{\"apiVersion\":\"fixpoint.dev/v1alpha1\"")
        .contains("\"targetPort\":\"http\"")
        .endsWith("\"notCarriedOver\":[],\"well\":true}");
  }

  @Test
  void aTableIsCutUnlessItIsWide() {
    var numbers = IntStream.range(0, 25).boxed().toList();
    Supplier<String> text = () -> Table.of("N").rows(numbers, n -> List.of("" + n)).toString();

    assertThat(text.get()).hasLineCount(22).endsWith("... and 5 more\n");
    assertThat(Table.wide(text)).hasLineCount(26).endsWith("24\n");
  }

  @Test
  void theFirstLineIsColouredWhereColoursAreWanted() {
    assertThat(Colours.first(false, true, "ready\nmore")).isEqualTo("ready\nmore");
    assertThat(Colours.first(true, true, "ready\nmore"))
        .startsWith("\u001B[1m\u001B[32mready\u001B[")
        .endsWith("m\nmore");
    assertThat(Colours.first(true, false, "broken")).startsWith("\u001B[1m\u001B[31mbroken\u001B[");
  }
}
