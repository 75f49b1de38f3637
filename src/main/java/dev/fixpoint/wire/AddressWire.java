// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Pool.Use;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.ParentReference;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// IPAddress ↔ [Claim].
public final class AddressWire {
  private static final String RESOURCE = "virtualservices";
  private static final String LABEL_VALUE = "[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

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
                    labels.getOrDefault(Names.POOL, ""),
                    time(labels.get(Names.HELD_UNTIL))));
  }

  private static String holder(ParentReference parent) {
    boolean core = parent.getGroup() == null || parent.getGroup().isEmpty();
    var kind = core ? parent.getResource() : parent.getResource() + "." + parent.getGroup();
    boolean namespaced = parent.getNamespace() != null && !parent.getNamespace().isEmpty();
    var name = namespaced ? parent.getNamespace() + "/" + parent.getName() : parent.getName();
    return kind + " " + name;
  }

  /// @param pool that the address is taken from; empty where that is not known
  public static IPAddress print(Ip ip, Key owner, String ownerUid, Use use, String pool) {
    var holder = Claim.holderOf(owner);
    var claim = new Claim(ip, holder, owner.namespace(), ownerUid, use, pool, Optional.empty());
    return new IPAddressBuilder()
        .withNewMetadata()
        .withName(ip.toString())
        .withLabels(labels(claim))
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

  /// All labels of ours that a claim has.
  private static Map<String, String> labels(Claim claim) {
    var labels = new TreeMap<String, String>();
    labels.put(Names.ADDRESS_MANAGED_BY, Names.MANAGED_BY_VALUE);
    labels.put(Names.ADDRESS_FAMILY, claim.ip().family().toString());
    labels.put(Names.OWNER_UID, claim.ownerUid());
    if (claim.use() != Use.ClusterIP) {
      labels.put(Names.USE, claim.use().name());
    }
    // The built-in pool's name is no label value, and an AddressPool's may be too long.
    if (claim.pool().matches(LABEL_VALUE)) {
      labels.put(Names.POOL, claim.pool());
    }
    claim.heldUntil().ifPresent(until -> labels.put(Names.HELD_UNTIL, TIME.format(until)));
    return labels;
  }

  /// The object as it stands for another claim of the same address: labels that others have put
  /// there stay.
  public static IPAddress relabelled(IPAddress resource, Claim claim) {
    return new IPAddressBuilder(resource)
        .editMetadata()
        .removeFromLabels(Names.HELD_UNTIL)
        .removeFromLabels(Names.USE)
        .addToLabels(labels(claim))
        .endMetadata()
        .build();
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.ofNullable(text).map(t -> Instant.from(TIME.parse(t)));
    } catch (DateTimeParseException edited) {
      return Optional.empty();
    }
  }
}
