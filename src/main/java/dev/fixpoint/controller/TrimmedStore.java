// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.List;
import java.util.Map;

/// The framework's cache of a kind, without what nobody reads: who wrote which field takes more
/// room than the fields.
final class TrimmedStore<T extends HasMetadata> extends BasicItemStore<T> {
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  TrimmedStore() {
    super(Cache::metaNamespaceKeyFunc);
  }

  @Override
  public T put(String key, T object) {
    trim(object);
    return super.put(key, object);
  }

  static void trim(HasMetadata object) {
    object.getMetadata().setManagedFields(List.of());
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    if (annotations != null) {
      annotations.remove(LAST_APPLIED);
    }
  }
}
