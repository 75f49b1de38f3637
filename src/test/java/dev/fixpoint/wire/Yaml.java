// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/// API objects as people write them and as the API server sends them.
final class Yaml {
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private Yaml() {}

  static <T> T read(String yaml, Class<T> type) {
    return SERIALIZATION.unmarshal("---\n" + yaml, type); // else a brace would make it JSON
  }

  /// The object after a way through the API server: written as JSON and read again.
  @SuppressWarnings("unchecked")
  static <T extends HasMetadata> T sent(T object) {
    return (T) SERIALIZATION.unmarshal(SERIALIZATION.asJson(object), object.getClass());
  }

  /// As another type reads what was sent.
  static <T> T sentAs(Object object, Class<T> type) {
    return SERIALIZATION.unmarshal(SERIALIZATION.asJson(object), type);
  }
}
