// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.api.v1alpha1.AddressRequest;
import dev.fixpoint.api.v1alpha1.Affinity;
import dev.fixpoint.api.v1alpha1.IpFamily;
import dev.fixpoint.api.v1alpha1.IpFamilyPolicy;
import dev.fixpoint.api.v1alpha1.LoadBalancer;
import dev.fixpoint.api.v1alpha1.LoadBalancing;
import dev.fixpoint.api.v1alpha1.Protocol;
import dev.fixpoint.api.v1alpha1.Selector;
import dev.fixpoint.api.v1alpha1.ServicePort;
import dev.fixpoint.api.v1alpha1.ServiceType;
import dev.fixpoint.api.v1alpha1.Traffic;
import dev.fixpoint.api.v1alpha1.TrafficPolicy;
import dev.fixpoint.api.v1alpha1.TrafficPreference;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.api.v1alpha1.VirtualServiceSpec;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.SessionAffinityConfig;
import java.util.List;
import java.util.Optional;

/// The VirtualService that does what a Service does. Pure; what it leaves out is in
/// [MigrationNotes]. What is the default is not written.
final class Migration {

  /// Of Services with affinity, where they say no other.
  private static final int AFFINITY_SECONDS = 10_800;

  private Migration() {}

  /// @param service with a cluster address and a selector
  static VirtualService of(Service service) {
    var metadata = service.getMetadata();
    var result = new VirtualService();
    result.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(metadata.getNamespace())
            .withName(metadata.getName())
            .withLabels(metadata.getLabels())
            .build());
    result.setSpec(spec(service.getSpec()));
    return result;
  }

  private static VirtualServiceSpec spec(ServiceSpec from) {
    var to = new VirtualServiceSpec();
    if (!isClusterIp(from)) {
      to.setType(ServiceType.valueOf(from.getType()));
    }
    var selector = new Selector();
    selector.setMatchLabels(from.getSelector());
    to.setSelector(selector);
    to.setPorts(from.getPorts().stream().map(Migration::port).toList());
    families(from).ifPresent(to::setAddresses);
    affinity(from).ifPresent(to::setLoadBalancing);
    traffic(from).ifPresent(to::setTraffic);
    var ranges = from.getLoadBalancerSourceRanges();
    if (to.getType() == ServiceType.LoadBalancer && !ranges.isEmpty()) {
      var loadBalancer = new LoadBalancer();
      loadBalancer.setSourceRanges(ranges);
      to.setLoadBalancer(loadBalancer);
    }
    if (Boolean.TRUE.equals(from.getPublishNotReadyAddresses())) {
      to.setPublishNotReadyAddresses(true);
    }
    return to;
  }

  private static boolean isClusterIp(ServiceSpec spec) {
    return spec.getType() == null || spec.getType().equals(ServiceType.ClusterIP.name());
  }

  private static ServicePort port(io.fabric8.kubernetes.api.model.ServicePort from) {
    var to = new ServicePort();
    to.setName(from.getName());
    to.setPort(from.getPort());
    if (from.getProtocol() != null && !from.getProtocol().equals(Protocol.TCP.name())) {
      to.setProtocol(Protocol.valueOf(from.getProtocol()));
    }
    to.setTargetPort(from.getTargetPort());
    return to;
  }

  /// Empty for one IPv4 address, which most pools give without being asked.
  private static Optional<AddressRequest> families(ServiceSpec from) {
    var families = from.getIpFamilies();
    boolean single =
        from.getIpFamilyPolicy() == null
            || from.getIpFamilyPolicy().equals(IpFamilyPolicy.SingleStack.name());
    if (single && (families.isEmpty() || families.equals(List.of(IpFamily.IPv4.name())))) {
      return Optional.empty();
    }
    var request = new AddressRequest();
    request.setFamilies(families.stream().map(IpFamily::valueOf).toList());
    if (!single) {
      request.setPolicy(IpFamilyPolicy.valueOf(from.getIpFamilyPolicy()));
    }
    return Optional.of(request);
  }

  private static Optional<LoadBalancing> affinity(ServiceSpec from) {
    if (!"ClientIP".equals(from.getSessionAffinity())) {
      return Optional.empty();
    }
    var affinity = new Affinity();
    affinity.setClientIPSeconds(
        Optional.ofNullable(from.getSessionAffinityConfig())
            .map(SessionAffinityConfig::getClientIP)
            .map(config -> config.getTimeoutSeconds())
            .orElse(AFFINITY_SECONDS));
    var balancing = new LoadBalancing();
    balancing.setAffinity(affinity);
    return Optional.of(balancing);
  }

  private static Optional<Traffic> traffic(ServiceSpec from) {
    var traffic = new Traffic();
    if (isLocal(from.getInternalTrafficPolicy())) {
      traffic.setInternal(TrafficPolicy.Local);
    }
    if (isLocal(from.getExternalTrafficPolicy())) {
      traffic.setExternal(TrafficPolicy.Local);
    }
    preference(from).ifPresent(traffic::setPrefer);
    boolean isEmpty =
        traffic.getInternal() == null
            && traffic.getExternal() == null
            && traffic.getPrefer() == null;
    return isEmpty ? Optional.empty() : Optional.of(traffic);
  }

  private static boolean isLocal(String policy) {
    return TrafficPolicy.Local.name().equals(policy);
  }

  /// `PreferClose` is the old name of `PreferSameZone` (KEP-3015).
  static Optional<TrafficPreference> preference(ServiceSpec from) {
    return switch (from.getTrafficDistribution()) {
      case "PreferSameZone", "PreferClose" -> Optional.of(TrafficPreference.SameZone);
      case "PreferSameNode" -> Optional.of(TrafficPreference.SameNode);
      case null, default -> Optional.empty();
    };
  }
}
