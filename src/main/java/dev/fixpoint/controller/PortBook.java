// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.NodePortClaim;
import dev.fixpoint.ops.Settings;
import dev.fixpoint.ports.NodePort;
import dev.fixpoint.ports.PortAllocator;
import dev.fixpoint.ports.PortClaim;
import dev.fixpoint.ports.PortDecision;
import dev.fixpoint.ports.PortRange;
import dev.fixpoint.ports.PortRequest;
import dev.fixpoint.vip.Protocol;
import dev.fixpoint.vip.VipService;
import dev.fixpoint.wire.PortClaimWire;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/// Claims node ports and gives them back. As with addresses, creating the object of that name is
/// the only lock.
@Singleton
class PortBook {
  private static final Logger LOG = Logger.getLogger(PortBook.class);

  private final KubernetesClient client;
  private final Cluster cluster;
  private final PortRange range;
  private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

  PortBook(KubernetesClient client, Cluster cluster, Settings settings) {
    this.client = client;
    this.cluster = cluster;
    this.range =
        PortRange.parse(settings.nodePortRange())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "FIXPOINT_NODE_PORT_RANGE: %s is no range of ports, such as 28000-29999"
                            .formatted(settings.nodePortRange())));
  }

  /// Gets the service its node ports: a decision for each of its ports, and one more where it has
  /// a health check; none where it wants none.
  List<PortDecision> allocate(VipService service) {
    var decisions = new ArrayList<PortDecision>();
    if (service.reach().hasNodePorts()) {
      for (int i = 0; i < service.ports().size(); i++) {
        var port = service.ports().get(i);
        int asked = service.reach().nodePorts().get(i);
        decisions.add(allocate(service, port.protocol(), port.port(), asked));
      }
    }
    if (service.reach().hasHealthCheck()) {
      decisions.add(allocate(service, Protocol.TCP, PortClaim.HEALTH, 0));
    }
    return decisions;
  }

  /// Each round that the store refuses teaches the ledger one holder, so it ends.
  private PortDecision allocate(VipService service, Protocol protocol, int servicePort, int asked) {
    var wish = asked == 0 ? OptionalInt.empty() : OptionalInt.of(asked);
    var request = new PortRequest(service.key(), service.uid(), protocol, servicePort, wish);
    while (true) {
      var decision = PortAllocator.decide(request, range, cluster.nodePorts, random);
      if (!(decision instanceof PortDecision.Granted(var port))
          || claim(new PortClaim(port, service.key(), service.uid(), servicePort))) {
        return decision;
      }
    }
  }

  private boolean claim(PortClaim claim) {
    try {
      cluster.portClaims.wrote(client.resource(PortClaimWire.print(claim)).create());
      cluster.nodePorts.put(claim);
      LOG.infof("%s holds node port %s", claim.owner(), claim.port());
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      current(claim.port()).flatMap(PortClaimWire::parse).ifPresent(cluster.nodePorts::put);
      return false;
    }
  }

  /// Gives back what the service holds beside `kept`, once every node has followed.
  void keepOnly(VipService service, Set<NodePort> kept) {
    cluster.nodePorts.heldBy(service.uid()).stream()
        .filter(claim -> !kept.contains(claim.port()))
        .forEach(this::free);
  }

  /// The node port that is held for a port of a service.
  Optional<Integer> held(VipService service, Protocol protocol, int servicePort) {
    return cluster.nodePorts.heldBy(service.uid()).stream()
        .filter(claim -> claim.servicePort() == servicePort)
        .map(PortClaim::port)
        .filter(port -> port.protocol() == protocol)
        .map(NodePort::port)
        .findFirst();
  }

  /// Deletes a claim, if it is still the one that was judged.
  void free(PortClaim claim) {
    var current = current(claim.port());
    if (current.isEmpty()) {
      return;
    }
    if (current.flatMap(PortClaimWire::parse).filter(claim::equals).isEmpty()) {
      LOG.warnf("node port %s is held by somebody else by now, not freeing it", claim.port());
      return;
    }
    client
        .resource(current.get())
        .lockResourceVersion(current.get().getMetadata().getResourceVersion())
        .delete();
    LOG.infof("node port %s is free again, it was %s's", claim.port(), claim.owner());
  }

  private Optional<NodePortClaim> current(NodePort port) {
    return Optional.ofNullable(
        client.resources(NodePortClaim.class).withName(port.toString()).get());
  }
}
