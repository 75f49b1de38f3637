// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.VirtualService;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.Map;
import java.util.function.Consumer;

/// What the framework keeps its VirtualServices in: without what kubectl repeats of them, and each
/// text of their conditions once.
final class ServiceStore extends BasicItemStore<VirtualService> {
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private final Consumer<VirtualService> stored;

  /// @param stored is told of each object that is in the cache from now on
  ServiceStore(Consumer<VirtualService> stored) {
    super(Cache::metaNamespaceKeyFunc);
    this.stored = stored;
  }

  @Override
  public VirtualService put(String key, VirtualService service) {
    trim(service);
    var before = super.put(key, service);
    stored.accept(service);
    return before;
  }

  static void trim(VirtualService service) {
    var annotations = service.getMetadata().getAnnotations();
    if (annotations != null) {
      annotations.remove(LAST_APPLIED);
    }
    if (service.getStatus() != null) {
      service.getStatus().getConditions().forEach(ServiceStore::trim);
    }
  }

  private static void trim(Condition condition) {
    condition.setType(intern(condition.getType()));
    condition.setStatus(intern(condition.getStatus()));
    condition.setReason(intern(condition.getReason()));
    condition.setMessage(intern(condition.getMessage()));
    condition.setLastTransitionTime(intern(condition.getLastTransitionTime()));
    condition.setAdditionalProperties(Map.of());
  }

  private static String intern(String text) {
    return text == null ? null : text.intern();
  }
}
