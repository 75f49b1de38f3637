// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.api.v1alpha1.Peer;
import dev.fixpoint.api.v1alpha1.Selector;
import dev.fixpoint.api.v1alpha1.VirtualService;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import java.util.Map;
import java.util.Optional;

/// `spec.access` of a VirtualService → the NetworkPolicy that closes its pods to the same clients.
public final class PolicyWire {
  private PolicyWire() {}

  /// `checkout-fixpoint`
  public static String nameOf(VirtualService service) {
    return service.getMetadata().getName() + "-fixpoint";
  }

  /// The policy that admits to the pods that `spec.selector` selects, at all of their ports, whom
  /// `spec.access` admits to the addresses.
  public static NetworkPolicy print(VirtualService service) {
    var metadata = service.getMetadata();
    return new NetworkPolicyBuilder()
        .withNewMetadata()
        .withNamespace(metadata.getNamespace())
        .withName(nameOf(service))
        .addToLabels(Names.VIRTUAL_SERVICE, metadata.getName())
        .addToLabels(Names.OWNER_UID, metadata.getUid())
        .withOwnerReferences(IntentWire.ownedBy(metadata.getName(), metadata.getUid()))
        .endMetadata()
        .withNewSpec()
        .withPodSelector(selector(service.getSpec().getSelector()))
        .withPolicyTypes("Ingress")
        .addNewIngress()
        .withFrom(service.getSpec().getAccess().getFrom().stream().map(PolicyWire::peer).toList())
        .endIngress()
        .endSpec()
        .build();
  }

  /// Whether a policy was written for this very service.
  public static boolean isOf(NetworkPolicy policy, VirtualService service) {
    return Optional.ofNullable(policy.getMetadata().getLabels())
        .orElse(Map.of())
        .getOrDefault(Names.OWNER_UID, "")
        .equals(service.getMetadata().getUid());
  }

  private static NetworkPolicyPeer peer(Peer peer) {
    var block = peer.getIpBlock();
    if (block != null) {
      return new NetworkPolicyPeerBuilder()
          .withNewIpBlock()
          .withCidr(block.getCidr())
          .withExcept(block.getExcept())
          .endIpBlock()
          .build();
    }
    return new NetworkPolicyPeerBuilder()
        .withNamespaceSelector(selector(peer.getNamespaceSelector()))
        .withPodSelector(selector(peer.getPodSelector()))
        .build();
  }

  private static LabelSelector selector(Selector selector) {
    if (selector == null) {
      return null;
    }
    return new LabelSelectorBuilder()
        .withMatchLabels(selector.getMatchLabels())
        .withMatchExpressions(
            selector.getMatchExpressions().stream()
                .map(
                    e ->
                        new LabelSelectorRequirement(
                            e.getKey(), e.getOperator().name(), e.getValues()))
                .toList())
        .build();
  }
}
