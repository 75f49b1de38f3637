// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.crd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fixpoint.api.v1alpha1.AddressPool;
import dev.fixpoint.api.v1alpha1.VirtualService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/// Writes the JSON schemas by which editors check and complete what people write: `make generate`.
/// They are those of the CRDs, closed, since the API server refuses unknown fields in `kubectl
/// apply` as well, and without what only Kubernetes understands.
class GenerateSchemas {
  static final Path FOLDER = Path.of("docs/schemas");

  private static final List<Class<? extends CustomResource<?, ?>>> KINDS =
      List.of(VirtualService.class, AddressPool.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final DefaultPrettyPrinter PRETTY =
      new DefaultPrettyPrinter().withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
  private static final String INT_OR_STRING = "x-kubernetes-int-or-string";

  public static void main(String... args) throws IOException {
    Files.createDirectories(FOLDER);
    for (var file : files().entrySet()) {
      Files.writeString(FOLDER.resolve(file.getKey()), file.getValue());
    }
  }

  /// The content of each file by its name, such as `virtualservice.json`.
  static SortedMap<String, String> files() {
    var files = new TreeMap<String, String>();
    for (var kind : KINDS) {
      files.put(HasMetadata.getKind(kind).toLowerCase(Locale.ROOT) + ".json", print(kind));
    }
    return files;
  }

  private static String print(Class<? extends CustomResource<?, ?>> kind) {
    var version = GenerateCrds.generate(kind).getSpec().getVersions().getFirst();
    ObjectNode root = JSON.valueToTree(version.getSchema().getOpenAPIV3Schema());
    adapt(root);
    var properties = (ObjectNode) root.get("properties");
    properties.remove("status");
    constant(properties, "apiVersion", HasMetadata.getApiVersion(kind));
    constant(properties, "kind", HasMetadata.getKind(kind));
    properties.putObject("metadata").put("type", "object");
    root.putArray("required").add("apiVersion").add("kind").add("metadata").add("spec");
    root.put("$schema", "http://json-schema.org/draft-07/schema#");
    try {
      return JSON.writer(PRETTY).writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void constant(ObjectNode properties, String name, String value) {
    properties.putObject(name).put("type", "string").put("const", value);
  }

  private static void adapt(JsonNode node) {
    if (node instanceof ObjectNode object) {
      if (object.path(INT_OR_STRING).asBoolean()) {
        object.putArray("type").add("integer").add("string");
      }
      var names = new ArrayList<String>();
      object.fieldNames().forEachRemaining(names::add);
      names.stream().filter(name -> name.startsWith("x-kubernetes-")).forEach(object::remove);
      boolean isSchema = object.path("type").asText().equals("object");
      if (isSchema && object.path("properties").isObject()) {
        object.put("additionalProperties", false);
      }
    }
    node.forEach(GenerateSchemas::adapt);
  }
}
