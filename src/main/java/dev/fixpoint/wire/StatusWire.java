// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.api.v1alpha1.AddressPoolStatus;
import dev.fixpoint.api.v1alpha1.BackendStatus;
import dev.fixpoint.api.v1alpha1.HeldAddress;
import dev.fixpoint.api.v1alpha1.NodesStatus;
import dev.fixpoint.api.v1alpha1.PortStatus;
import dev.fixpoint.api.v1alpha1.Protocol;
import dev.fixpoint.api.v1alpha1.Summary;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.api.v1alpha1.VirtualServiceStatus;
import dev.fixpoint.endpoints.EndpointSet;
import dev.fixpoint.intent.Intent.External;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Pool;
import dev.fixpoint.ipam.PoolCount;
import dev.fixpoint.status.Rollout;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.VipService;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What the stages came to → a VirtualService's status.
public final class StatusWire {
  private static final int MAX_HELD = 32;

  private StatusWire() {}

  /// The status of a spec that is acted upon.
  ///
  /// @param routed the addresses that the nodes are asked to route
  /// @param external how clients outside reach it
  public static VirtualServiceStatus print(
      VipService service,
      List<Ip> routed,
      External external,
      EndpointSet endpoints,
      Optional<Rollout> rollout) {
    var status = new VirtualServiceStatus();
    status.setObservedGeneration(service.generation());
    status.setAddresses(routed.stream().map(Ip::toString).toList());
    status.setPorts(ports(service, external));
    status.setExternalAddresses(external.addresses().stream().map(ExternalWire::print).toList());
    status.setHealthCheckNodePort(external.healthPort() == 0 ? null : external.healthPort());
    status.setBackends(endpoints.parts().stream().map(StatusWire::backend).toList());
    var summary = new Summary();
    summary.setPorts(
        status.getPorts().stream().map(StatusWire::summary).collect(Collectors.joining(",")));
    summary.setEndpoints(endpoints.readyCount() + "/" + endpoints.total());
    rollout.ifPresent(
        r -> {
          var nodes = new NodesStatus();
          nodes.setProgrammed(r.programmed());
          nodes.setLive(r.live());
          nodes.setLaggards(r.laggards());
          status.setNodes(nodes);
          summary.setNodes(r.programmed() + "/" + r.live());
        });
    status.setSummary(summary);
    return status;
  }

  private static List<PortStatus> ports(VipService service, External external) {
    var ports = new ArrayList<PortStatus>();
    for (int i = 0; i < service.ports().size(); i++) {
      var port = port(service.ports().get(i));
      int nodePort = i < external.nodePorts().size() ? external.nodePorts().get(i) : 0;
      port.setNodePort(nodePort == 0 ? null : nodePort);
      ports.add(port);
    }
    return ports;
  }

  /// `80/TCP`, or `80:28017/TCP` as kubectl shows a Service with a node port.
  private static String summary(PortStatus port) {
    var nodePort = port.getNodePort() == null ? "" : ":" + port.getNodePort();
    return port.getPort() + nodePort + "/" + port.getProtocol();
  }

  /// The status of an AddressPool.
  public static AddressPoolStatus print(Pool pool, PoolCount count) {
    var status = new AddressPoolStatus();
    status.setCapacity(pool.capacity());
    status.setUsed(count.used());
    status.setHeld((long) count.kept().size());
    status.setFree(pool.capacity() - count.used());
    status.setHeldAddresses(count.kept().stream().limit(MAX_HELD).map(StatusWire::print).toList());
    return status;
  }

  private static HeldAddress print(Claim claim) {
    var held = new HeldAddress();
    held.setAddress(claim.ip().toString());
    held.setVirtualService(claim.holder().substring(claim.holder().indexOf(' ') + 1));
    held.setUntil(claim.heldUntil().orElseThrow().toString());
    return held;
  }

  /// The status of a spec that is not acted upon: what was said before stays true, because what
  /// was done before stays done.
  public static VirtualServiceStatus unchanged(VirtualService resource) {
    var before = Optional.ofNullable(resource.getStatus()).orElseGet(VirtualServiceStatus::new);
    var status = new VirtualServiceStatus();
    status.setObservedGeneration(resource.getMetadata().getGeneration());
    status.setAddresses(before.getAddresses());
    status.setPorts(before.getPorts());
    status.setExternalAddresses(before.getExternalAddresses());
    status.setHealthCheckNodePort(before.getHealthCheckNodePort());
    status.setBackends(before.getBackends());
    status.setNodes(before.getNodes());
    status.setSummary(before.getSummary());
    return status;
  }

  public static List<Condition> conditionsOf(VirtualService resource) {
    return Optional.ofNullable(resource.getStatus())
        .map(VirtualServiceStatus::getConditions)
        .orElse(List.of());
  }

  /// An object to apply that holds nothing but the status.
  public static VirtualService onlyStatus(VirtualService resource, VirtualServiceStatus status) {
    var patch = new VirtualService();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(resource.getMetadata().getNamespace())
            .withName(resource.getMetadata().getName())
            .build());
    patch.setSpec(null);
    patch.setStatus(status);
    return patch;
  }

  private static BackendStatus backend(EndpointSet.Part part) {
    var status = new BackendStatus();
    status.setName(part.backend().name());
    status.setReady(part.readyCount());
    status.setTotal(part.total());
    return status;
  }

  private static PortStatus port(VipService.Port port) {
    var status = new PortStatus();
    status.setName(port.name().isEmpty() ? null : port.name());
    status.setPort(port.port());
    status.setProtocol(Protocol.valueOf(port.protocol().name()));
    return status;
  }
}
