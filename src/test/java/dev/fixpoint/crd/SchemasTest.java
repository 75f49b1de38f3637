// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What editors check by.
class SchemasTest {

  @Test
  void committedFilesAreWhatTheTypesGive() throws IOException {
    for (var file : GenerateSchemas.files().entrySet()) {
      assertThat(GenerateSchemas.FOLDER.resolve(file.getKey()))
          .as("run 'make generate' and commit the result")
          .content()
          .isEqualTo(file.getValue());
    }
  }

  @Test
  void nothingIsLeftThatOnlyKubernetesUnderstands() {
    assertThat(GenerateSchemas.files().values())
        .allSatisfy(text -> assertThat(text).doesNotContain("x-kubernetes-"));
  }

  @Test
  void theFieldsOfTheExamplesAreKnownAndASlipIsNot() throws IOException {
    var schema = schema();
    for (var example : List.of("first.yaml", "zero-drop.yaml")) {
      try (var documents =
          new YAMLMapper()
              .readerFor(JsonNode.class)
              .<JsonNode>readValues(Path.of("docs/examples", example).toFile())) {
        while (documents.hasNext()) {
          var document = documents.next();
          if (document.path("kind").asText().equals("VirtualService")) {
            assertThat(unknown(schema, document, "")).as(example).isEmpty();
          }
        }
      }
    }
    var slip = new YAMLMapper().readTree("spec: {ports: [{prot: 80}], affinity: {}}");
    assertThat(unknown(schema, slip, "")).containsExactly(".spec.ports[].prot", ".spec.affinity");
  }

  private static JsonNode schema() throws IOException {
    var file = GenerateSchemas.FOLDER.resolve("virtualservice.json");
    return new ObjectMapper().readTree(Files.readString(file));
  }

  /// The fields that the schema has no place for.
  private static List<String> unknown(JsonNode schema, JsonNode value, String path) {
    var unknown = new ArrayList<String>();
    value
        .properties()
        .forEach(
            field -> {
              var name = path + "." + field.getKey();
              var known = schema.path("properties").path(field.getKey());
              if (!known.isMissingNode()) {
                unknown.addAll(unknown(known, field.getValue(), name));
              } else if (schema
                  .path("additionalProperties")
                  .equals(com.fasterxml.jackson.databind.node.BooleanNode.FALSE)) {
                unknown.add(name);
              }
            });
    if (value.isArray()) {
      value.forEach(item -> unknown.addAll(unknown(schema.path("items"), item, path + "[]")));
    }
    return unknown;
  }
}
