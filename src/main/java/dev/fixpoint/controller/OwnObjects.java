// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.wire.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Writes native objects for a VirtualService, in namespaces where others write too: never over
/// what is somebody else's.
@Singleton
class OwnObjects {
  /// After which it is seen whether an object of somebody else's is still in the way: nobody tells
  /// when it goes.
  static final Duration LOOK_FOR_ROOM = Duration.ofSeconds(10);

  private final KubernetesClient client;

  /// What was found in the way of an object of this owner, and until when that is believed, by
  /// [System#nanoTime].
  private final Map<Obstacle, Long> believed = new ConcurrentHashMap<>();

  private record Obstacle(String kind, String namespace, String name, String wantedBy) {}

  OwnObjects(KubernetesClient client) {
    this.client = client;
  }

  /// Before an object is written for the first time, its name is looked up; what is found in the
  /// way there is not asked for again for a while.
  ///
  /// @param known whether it is known to be there, and ours
  /// @param foreign takes the name of an object of somebody else's that is in the way
  /// @return what was written; nothing where another object has the name
  <T extends HasMetadata> Optional<T> write(T object, boolean known, List<String> foreign) {
    var metadata = object.getMetadata();
    var kind = object.getKind();
    var obstacle = new Obstacle(kind, metadata.getNamespace(), metadata.getName(), uid(object));
    var until = believed.get(obstacle);
    if (!known && until != null && System.nanoTime() - until < 0) {
      foreign.add(kind + " " + metadata.getName());
      return Optional.empty();
    }
    believed.remove(obstacle);
    var current = known ? null : client.resource(object).get();
    if (current == null || label(current, Names.OWNER_UID).equals(uid(object))) {
      return Optional.of(client.resource(object).patch(Publisher.applyContext()));
    }
    boolean remains =
        label(current, Names.VIRTUAL_SERVICE).equals(label(object, Names.VIRTUAL_SERVICE))
            && !label(current, Names.OWNER_UID).isEmpty();
    if (!remains) { // else the garbage collector is about to take it: an earlier one's of this name
      believed.values().removeIf(time -> System.nanoTime() - time >= 0);
      believed.put(obstacle, System.nanoTime() + LOOK_FOR_ROOM.toNanos());
      foreign.add(kind + " " + metadata.getName());
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
