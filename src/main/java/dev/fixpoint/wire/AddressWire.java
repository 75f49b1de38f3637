// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Pool.Use;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.ParentReference;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// IPAddress ↔ [Claim].
public final class AddressWire {
  private static final String RESOURCE = "virtualservices";

  private AddressWire() {}

  /// The claim that an object stands for, whoever made it; empty where its name is no address,
  /// which the API server does not allow.
  public static Optional<Claim> parse(IPAddress resource) {
    var parent = resource.getSpec() == null ? null : resource.getSpec().getParentRef();
    var labels = Optional.ofNullable(resource.getMetadata().getLabels()).orElse(Map.of());
    boolean ours = Names.MANAGED_BY_VALUE.equals(labels.get(Names.ADDRESS_MANAGED_BY));
    return Ip.parse(resource.getMetadata().getName())
        .map(
            ip ->
                new Claim(
                    ip,
                    parent == null ? "nobody" : holder(parent),
                    parent == null || parent.getNamespace() == null ? "" : parent.getNamespace(),
                    ours ? labels.getOrDefault(Names.OWNER_UID, "") : "",
                    Use.LoadBalancer.name().equals(labels.get(Names.USE))
                        ? Use.LoadBalancer
                        : Use.ClusterIP,
                    Optional.empty()));
  }

  private static String holder(ParentReference parent) {
    boolean core = parent.getGroup() == null || parent.getGroup().isEmpty();
    var kind = core ? parent.getResource() : parent.getResource() + "." + parent.getGroup();
    boolean namespaced = parent.getNamespace() != null && !parent.getNamespace().isEmpty();
    var name = namespaced ? parent.getNamespace() + "/" + parent.getName() : parent.getName();
    return kind + " " + name;
  }

  public static IPAddress print(Ip ip, Key owner, String ownerUid, Use use) {
    var labels = new TreeMap<String, String>();
    if (use != Use.ClusterIP) {
      labels.put(Names.USE, use.name());
    }
    return new IPAddressBuilder()
        .withNewMetadata()
        .withName(ip.toString())
        .addToLabels(Names.ADDRESS_MANAGED_BY, Names.MANAGED_BY_VALUE)
        .addToLabels(Names.ADDRESS_FAMILY, ip.family().toString())
        .addToLabels(Names.OWNER_UID, ownerUid)
        .addToLabels(labels)
        .endMetadata()
        .withNewSpec()
        .withNewParentRef()
        .withGroup(Names.GROUP)
        .withResource(RESOURCE)
        .withNamespace(owner.namespace())
        .withName(owner.name())
        .endParentRef()
        .endSpec()
        .build();
  }
}
