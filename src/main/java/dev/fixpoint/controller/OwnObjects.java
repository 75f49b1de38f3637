// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.wire.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Writes native objects for a VirtualService, in namespaces where others write too: never over
/// what is somebody else's.
@Singleton
class OwnObjects {
  private final KubernetesClient client;

  OwnObjects(KubernetesClient client) {
    this.client = client;
  }

  /// Before an object is written for the first time, its name is looked up.
  ///
  /// @param known whether it is known to be there, and ours
  /// @param foreign takes the name of an object of somebody else's that is in the way
  /// @return what was written; nothing where another object has the name
  <T extends HasMetadata> Optional<T> write(T object, boolean known, List<String> foreign) {
    var current = known ? null : client.resource(object).get();
    if (current == null || label(current, Names.OWNER_UID).equals(uid(object))) {
      return Optional.of(client.resource(object).patch(Publisher.applyContext()));
    }
    boolean remains =
        label(current, Names.VIRTUAL_SERVICE).equals(label(object, Names.VIRTUAL_SERVICE))
            && !label(current, Names.OWNER_UID).isEmpty();
    if (!remains) { // else the garbage collector is about to take it: an earlier one's of this name
      foreign.add(object.getKind() + " " + object.getMetadata().getName());
    }
    return Optional.empty();
  }

  private static String uid(HasMetadata object) {
    return label(object, Names.OWNER_UID);
  }

  private static String label(HasMetadata object, String name) {
    return Optional.ofNullable(object.getMetadata().getLabels())
        .orElse(Map.of())
        .getOrDefault(name, "");
  }
}
