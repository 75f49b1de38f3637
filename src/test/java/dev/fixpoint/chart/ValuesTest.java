// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Each value of the chart says what it means.
class ValuesTest {

  @Test
  void theReferenceIsGenerated() throws IOException {
    assertThat(Files.readString(GenerateValues.FILE))
        .as("docs/values.md: run `make generate`")
        .isEqualTo(GenerateValues.text());
  }

  @Test
  void eachValueIsDocumented() throws IOException {
    var values = new YAMLMapper().readTree(Path.of("helm/values.yaml").toFile());
    var silent = new TreeSet<String>();
    GenerateValues.meanings()
        .forEach(
            (path, meaning) -> {
              var value = values.at("/" + path.replace('.', '/'));
              if (meaning.isEmpty() && !(value.isObject() && !value.isEmpty())) {
                silent.add(path);
              }
            });
    assertThat(silent).isEmpty();
  }
}
