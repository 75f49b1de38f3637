// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class CrdsTest {

  @ParameterizedTest
  @FieldSource("dev.fixpoint.crd.GenerateCrds#FOLDERS")
  void committedFilesAreWhatTheTypesGive(Path folder) throws IOException {
    var committed = new TreeMap<String, String>();
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        committed.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    assertThat(committed)
        .as("%s differs from the API types: run 'make generate' and commit the result", folder)
        .isEqualTo(GenerateCrds.files());
  }

  @ParameterizedTest
  @FieldSource("dev.fixpoint.crd.GenerateCrds#KINDS")
  void everyFieldIsDescribedAndBounded(Class<? extends CustomResource<?, ?>> kind) {
    var root =
        GenerateCrds.generate(kind)
            .getSpec()
            .getVersions()
            .getFirst()
            .getSchema()
            .getOpenAPIV3Schema();
    var problems = new ArrayList<String>();
    for (var part : List.of("spec", "status")) {
      if (root.getProperties().containsKey(part)) {
        check(root.getProperties().get(part), part, true, problems);
      }
    }
    assertThat(problems).as("fields of %s", kind.getSimpleName()).isEmpty();
  }

  private static void check(
      JSONSchemaProps schema, String path, boolean isField, List<String> problems) {
    if (isField && (schema.getDescription() == null || !isSentence(schema.getDescription()))) {
      problems.add(path + " has no description that is a sentence, for kubectl explain");
    }
    boolean isText = "string".equals(schema.getType()) || intOrString(schema);
    if (isText
        && schema.getMaxLength() == null
        && schema.getFormat() == null
        && schema.getEnum().isEmpty()) {
      problems.add(path + " has no maxLength");
    }
    if ("array".equals(schema.getType())) {
      if (schema.getMaxItems() == null) {
        problems.add(path + " has no maxItems");
      }
      if (schema.getXKubernetesListType() == null) {
        problems.add(path + " has no list type");
      }
      check(schema.getItems().getSchema(), path + "[]", false, problems);
    }
    if (schema.getAdditionalProperties() != null) {
      if (schema.getMaxProperties() == null) {
        problems.add(path + " has no maxProperties");
      }
      check(schema.getAdditionalProperties().getSchema(), path + "{}", false, problems);
    }
    boolean isNumber = "integer".equals(schema.getType());
    if (isNumber && schema.getMinimum() == null) {
      problems.add(path + " has no minimum");
    }
    schema
        .getProperties()
        .forEach((name, field) -> check(field, path + "." + name, true, problems));
  }

  private static boolean isSentence(String text) {
    return text.matches("(?s)[A-Z].*[.]");
  }

  private static boolean intOrString(JSONSchemaProps schema) {
    return Boolean.TRUE.equals(schema.getXKubernetesIntOrString());
  }
}
