// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.api.v1alpha1.ClaimOwner;
import dev.fixpoint.api.v1alpha1.NodePortClaim;
import dev.fixpoint.api.v1alpha1.NodePortClaimSpec;
import dev.fixpoint.ports.NodePort;
import dev.fixpoint.ports.PortClaim;
import dev.fixpoint.vip.Key;
import java.util.Optional;

/// NodePortClaim ↔ [PortClaim].
public final class PortClaimWire {
  private PortClaimWire() {}

  /// Empty where the object is none that the schema allows.
  public static Optional<PortClaim> parse(NodePortClaim resource) {
    var spec = Optional.ofNullable(resource.getSpec());
    var owner = spec.map(NodePortClaimSpec::getVirtualService).filter(o -> o.getUid() != null);
    return NodePort.parse(resource.getMetadata().getName())
        .flatMap(
            port ->
                owner.map(
                    o ->
                        new PortClaim(
                            port,
                            new Key(o.getNamespace(), o.getName()),
                            o.getUid(),
                            spec.map(NodePortClaimSpec::getPort).orElse(PortClaim.HEALTH))));
  }

  public static NodePortClaim print(PortClaim claim) {
    var owner = new ClaimOwner();
    owner.setNamespace(claim.owner().namespace());
    owner.setName(claim.owner().name());
    owner.setUid(claim.ownerUid());
    var spec = new NodePortClaimSpec();
    spec.setVirtualService(owner);
    spec.setPort(claim.servicePort());
    var resource = new NodePortClaim();
    resource.getMetadata().setName(claim.port().toString());
    resource.setSpec(spec);
    return resource;
  }
}
