// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import io.fabric8.kubernetes.api.model.Namespace;
import java.util.Map;
import java.util.Optional;

/// What matters of a Namespace.
public record NamespaceFacts(String name, Map<String, String> labels) {

  public static NamespaceFacts of(Namespace namespace) {
    var metadata = namespace.getMetadata();
    return new NamespaceFacts(
        metadata.getName(), Map.copyOf(Optional.ofNullable(metadata.getLabels()).orElse(Map.of())));
  }
}
