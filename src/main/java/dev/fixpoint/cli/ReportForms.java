// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.UncheckedIOException;
import java.util.List;

/// A [Report] for programs: its components, and `well`; what is absent is left out.
final class ReportForms {
  private static final ObjectMapper JSON = with(JsonMapper.builder());
  private static final ObjectMapper YAML =
      with(
          YAMLMapper.builder()
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER));

  private ReportForms() {}

  private static ObjectMapper with(MapperBuilder<?, ?> builder) {
    return builder
        .addModule(new Jdk8Module())
        .defaultPropertyInclusion(JsonInclude.Value.construct(Include.NON_ABSENT, Include.ALWAYS))
        .build();
  }

  /// API objects as YAML, without what is not to be given away.
  static String redacted(List<? extends HasMetadata> objects) {
    return print(YAML, Redaction.of(YAML.valueToTree(objects)));
  }

  static String json(Report report) {
    return print(JSON, report);
  }

  static String yaml(Report report) {
    return print(YAML, report).stripTrailing();
  }

  private static String print(ObjectMapper mapper, Object report) {
    try {
      return mapper.writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("cannot print " + report.getClass().getSimpleName(), e);
    }
  }
}
