// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.crd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.fixpoint.api.v1alpha1.AddressPool;
import dev.fixpoint.api.v1alpha1.AddressSet;
import dev.fixpoint.api.v1alpha1.NodePortClaim;
import dev.fixpoint.api.v1alpha1.NodeRouting;
import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.api.v1alpha1.VirtualService;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Writes the resource definitions from the API types, one file per kind: `make generate`. The
/// same types give the same bytes.
class GenerateCrds {

  static final List<Class<? extends CustomResource<?, ?>>> KINDS =
      List.of(
          VirtualService.class,
          AddressPool.class,
          RoutingIntent.class,
          AddressSet.class,
          NodeRouting.class,
          NodePortClaim.class);

  private static final String HEADER =
      """
      # SPDX-License-Identifier: Apache-2.0
      # Generated from dev.fixpoint.api.v1alpha1 by 'make generate'. Do not edit.
      """;

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .build();

  /// Where they are committed: for people, and for the chart, which takes only what lies in it.
  static final List<Path> FOLDERS = List.of(Path.of("crds"), Path.of("helm/files/crds"));

  public static void main(String... args) throws IOException {
    for (var folder : FOLDERS) {
      Files.createDirectories(folder);
      for (var file : files().entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
    }
  }

  /// The content of each file by its name, such as `fixpoint.dev_virtualservices.yaml`.
  static SortedMap<String, String> files() {
    var files = new TreeMap<String, String>();
    for (var kind : KINDS) {
      var crd = generate(kind);
      var name = crd.getSpec().getGroup() + "_" + crd.getSpec().getNames().getPlural() + ".yaml";
      files.put(name, HEADER + yaml(crd));
    }
    return files;
  }

  private static String yaml(CustomResourceDefinition crd) {
    var bounds = Pattern.compile("(?m)^( *(?:minimum|maximum): \\d+)\\.0$");
    try {
      // bounds are doubles in fabric8's model, and those of our fields are whole numbers
      return bounds.matcher(YAML.writeValueAsString(crd)).replaceAll("$1");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static CustomResourceDefinition generate(Class<? extends CustomResource<?, ?>> kind) {
    var result = new CustomResourceDefinition[1];
    new CRDGenerator()
        .customResourceClasses(kind)
        .withPostProcessor(
            new CRDPostProcessor() {
              @Override
              public HasMetadata process(HasMetadata crd, String crdSpecVersion) {
                result[0] = (CustomResourceDefinition) crd;
                return crd;
              }
            })
        .withOutput(
            new CRDGenerator.CRDOutput<>() {
              @Override
              public OutputStream outputFor(String name) {
                return OutputStream.nullOutputStream();
              }

              @Override
              public void close() {}
            })
        .generate();
    SchemaAnnotations.apply(kind, result[0]);
    return result[0];
  }
}
