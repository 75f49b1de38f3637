// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.endpoints.EndpointSet;
import dev.fixpoint.endpoints.Slice;
import dev.fixpoint.vip.VipService;
import dev.fixpoint.wire.Names;
import dev.fixpoint.wire.SliceWire;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Writes EndpointSlices, each only when its content has changed.
@Singleton
class Publisher {
  static final String FIELD_MANAGER = "fixpoint-operator";

  private static final Logger LOG = Logger.getLogger(Publisher.class);

  private final KubernetesClient client;
  private final Cluster cluster;

  Publisher(KubernetesClient client, Cluster cluster) {
    this.client = client;
    this.cluster = cluster;
  }

  void publish(VipService service, List<EndpointSet> sets) {
    var existing = new HashMap<Integer, EndpointSlice>();
    for (var slice : cluster.slices.in(service.key().namespace())) {
      if (service.uid().equals(slice.getMetadata().getLabels().get(Names.OWNER_UID))) {
        SliceWire.indexOf(slice).ifPresent(index -> existing.put(index, slice));
      }
    }
    var readable = new HashMap<Integer, Slice>();
    existing.forEach(
        (index, slice) ->
            SliceWire.parse(slice, service).ifPresent(known -> readable.put(index, known)));
    var endpoints = sets.stream().flatMap(set -> set.endpoints().stream()).toList();
    var wanted = Slice.pack(readable, endpoints);
    wanted.forEach(
        (index, slice) -> {
          if (!slice.equals(readable.get(index))) {
            write(SliceWire.print(service, index, slice), existing.containsKey(index));
          }
        });
    existing.forEach(
        (index, slice) -> {
          if (!wanted.containsKey(index)) {
            client.resource(slice).delete();
          }
        });
  }

  /// Before a slice is written for the first time, its name is looked up: a slice of somebody
  /// else's that has it stays as it is.
  private void write(EndpointSlice slice, boolean known) {
    var uid = slice.getMetadata().getLabels().get(Names.OWNER_UID);
    var current = known ? null : client.resource(slice).get();
    if (current != null && !uid.equals(labels(current).get(Names.OWNER_UID))) {
      LOG.warnf(
          "EndpointSlice %s/%s is somebody else's: left alone",
          slice.getMetadata().getNamespace(), slice.getMetadata().getName());
      return;
    }
    cluster.slices.wrote(apply(slice));
  }

  private static Map<String, String> labels(HasMetadata object) {
    return Optional.ofNullable(object.getMetadata().getLabels()).orElse(Map.of());
  }

  private <T extends HasMetadata> T apply(T object) {
    return client.resource(object).patch(applyContext());
  }

  static PatchContext applyContext() {
    return new PatchContext.Builder()
        .withPatchType(PatchType.SERVER_SIDE_APPLY)
        .withFieldManager(FIELD_MANAGER)
        .withForce(true)
        .build();
  }
}
