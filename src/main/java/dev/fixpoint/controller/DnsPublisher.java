// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.VipService;
import dev.fixpoint.wire.DnsWire;
import dev.fixpoint.wire.PublishedSlice;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Stream;

/// Makes the name of a VirtualService answer with its addresses: written when these change, and
/// never in place of a Service of somebody else's.
@Singleton
class DnsPublisher {
  private final KubernetesClient client;
  private final Cluster cluster;
  private final OwnObjects objects;

  DnsPublisher(KubernetesClient client, Cluster cluster, OwnObjects objects) {
    this.client = client;
    this.cluster = cluster;
    this.objects = objects;
  }

  static boolean isOurs(PublishedSlice slice, VipService service) {
    return slice.ownerUid().equals(service.uid())
        && Stream.of(Family.values())
            .anyMatch(family -> DnsWire.nameOf(service, family).equals(slice.name()));
  }

  /// @param addresses that the name shall answer with; without any there is no name
  /// @param routed whether every live node routes them: until then a name keeps its old ones
  /// @param foreign takes the names of objects of somebody else's
  void publish(VipService service, List<Ip> addresses, boolean routed, List<String> foreign) {
    var key = service.key();
    var known =
        cluster
            .dnsServices
            .get(key.namespace(), key.name())
            .filter(found -> found.ownerUid().equals(service.uid()));
    if (addresses.isEmpty()) {
      known.ifPresent(found -> delete(Service.class, service, key.name()));
      slices(service).forEach(slice -> delete(EndpointSlice.class, service, slice.name()));
      return;
    }
    if (known.filter(found -> found.isAs(service)).isEmpty()) {
      var written = objects.write(DnsWire.print(service), known.isPresent(), foreign);
      if (written.isEmpty()) {
        return; // the name is another's
      }
      cluster.dnsServices.wrote(written.get());
    }
    for (var family : Family.values()) {
      var wanted = addresses.stream().filter(ip -> ip.family() == family).toList();
      publish(service, family, wanted, routed, foreign);
    }
  }

  private void publish(
      VipService service, Family family, List<Ip> wanted, boolean routed, List<String> foreign) {
    var name = DnsWire.nameOf(service, family);
    var known = slices(service).stream().filter(slice -> slice.name().equals(name)).findFirst();
    if (wanted.isEmpty()) {
      known.ifPresent(slice -> delete(EndpointSlice.class, service, slice.name()));
      return;
    }
    var resource = DnsWire.print(service, wanted);
    var content = PublishedSlice.of(resource).content();
    boolean isThere = known.filter(slice -> slice.content().equals(content)).isPresent();
    if (!isThere && (routed || known.isEmpty())) {
      objects.write(resource, known.isPresent(), foreign).ifPresent(cluster.slices::wrote);
    }
  }

  private List<PublishedSlice> slices(VipService service) {
    return cluster.slicesOf(service.key()).stream()
        .filter(slice -> isOurs(slice, service))
        .toList();
  }

  private <T extends HasMetadata> void delete(Class<T> type, VipService service, String name) {
    client.resources(type).inNamespace(service.key().namespace()).withName(name).delete();
  }
}
