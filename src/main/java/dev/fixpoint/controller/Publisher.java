// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.endpoints.EndpointSet;
import dev.fixpoint.endpoints.Slice;
import dev.fixpoint.vip.VipService;
import dev.fixpoint.wire.PublishedSlice;
import dev.fixpoint.wire.SliceWire;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;

/// Writes the endpoints of a service as EndpointSlices, each only when its content has changed.
/// They are shown, and not acted upon: slices of others with our labels change nothing, are left
/// alone, and named.
@Singleton
class Publisher {
  static final String FIELD_MANAGER = "fixpoint-operator";

  private final KubernetesClient client;
  private final Cluster cluster;
  private final OwnObjects objects;

  Publisher(KubernetesClient client, Cluster cluster, OwnObjects objects) {
    this.client = client;
    this.cluster = cluster;
    this.objects = objects;
  }

  /// @param sets one for each family
  /// @param foreign takes the names of objects of somebody else's
  void publish(VipService service, List<EndpointSet> sets, List<String> foreign) {
    var existing = new HashMap<Integer, PublishedSlice>();
    for (var slice : cluster.slicesOf(service.key())) {
      var index = SliceWire.indexOf(slice.name(), service);
      if (slice.ownerUid().equals(service.uid()) && index.isPresent()) {
        existing.put(index.getAsInt(), slice);
      } else if (index.isEmpty() && !DnsPublisher.isOurs(slice, service)) {
        foreign.add("EndpointSlice " + slice.name());
      }
    }
    var readable = new HashMap<Integer, Slice>();
    existing.forEach(
        (index, slice) -> slice.slice(service).ifPresent(known -> readable.put(index, known)));
    var endpoints = sets.stream().flatMap(set -> set.endpoints().stream()).toList();
    var wanted = Slice.pack(readable, endpoints);
    wanted.forEach(
        (index, slice) -> {
          if (!slice.equals(readable.get(index))) {
            var resource = SliceWire.print(service, index, slice);
            objects
                .write(resource, existing.containsKey(index), foreign)
                .ifPresent(cluster.slices::wrote);
          }
        });
    existing.forEach(
        (index, slice) -> {
          if (!wanted.containsKey(index)) {
            delete(slice);
          }
        });
  }

  private void delete(PublishedSlice slice) {
    client
        .resources(EndpointSlice.class)
        .inNamespace(slice.service().namespace())
        .withName(slice.name())
        .delete();
  }

  static PatchContext applyContext() {
    return new PatchContext.Builder()
        .withPatchType(PatchType.SERVER_SIDE_APPLY)
        .withFieldManager(FIELD_MANAGER)
        .withForce(true)
        .build();
  }
}
