// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.bench.report.Results;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PagesTest {
  private static final Path DOCS = Path.of("docs");

  @Test
  @DisplayName("the page and its plots are what the committed results give: no figure is by hand")
  void generated() throws Exception {
    var results = Results.parse(Files.readString(DOCS.resolve(Pages.RESULTS)));
    var committed = new TreeMap<String, String>();
    committed.put(Pages.NAME, Files.readString(DOCS.resolve(Pages.NAME)));
    try (Stream<Path> files = Files.list(DOCS.resolve(Pages.RESULTS).getParent())) {
      for (var file : files.toList()) {
        committed.put(DOCS.relativize(file).toString(), Files.readString(file));
      }
    }
    assertThat(committed)
        .as("docs/%s; `make bench ARGS=\"docs FILE\"` writes it anew".formatted(Pages.NAME))
        .isEqualTo(Pages.of(results));
  }
}
