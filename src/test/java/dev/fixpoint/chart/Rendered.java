// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.chart;

import dev.fixpoint.kit.Helm;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the chart gives with certain values.
record Rendered(String text, List<GenericKubernetesResource> objects) {

  static Rendered of(Helm helm, String values, String... flags) {
    var text = helm.template(values, flags).orThrow("helm template").out();
    var objects = new ArrayList<GenericKubernetesResource>();
    for (var document : text.split("(?m)^---$")) {
      if (document.lines().anyMatch(line -> line.startsWith("kind:"))) {
        objects.add(Serialization.unmarshal(document, GenericKubernetesResource.class));
      }
    }
    return new Rendered(text, List.copyOf(objects));
  }

  /// `Kind/name` of each object, sorted.
  List<String> names() {
    return objects.stream()
        .map(o -> o.getKind() + "/" + o.getMetadata().getName())
        .sorted()
        .toList();
  }

  Optional<GenericKubernetesResource> find(String name) {
    return objects.stream()
        .filter(o -> (o.getKind() + "/" + o.getMetadata().getName()).equals(name))
        .findFirst();
  }

  /// A value inside an object, such as `at("Deployment/fixpoint-operator", "spec", "replicas")`;
  /// null where there is none. A number is an index.
  Object at(String name, Object... path) {
    Object here =
        find(name)
            .map(o -> (Object) new KubernetesSerialization().convertValue(o, Map.class))
            .orElse(null);
    for (var step : path) {
      here =
          switch (here) {
            case Map<?, ?> map -> map.get(step);
            case List<?> list when step instanceof Integer i && i < list.size() -> list.get(i);
            case null, default -> null;
          };
    }
    return here;
  }
}
