// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.api.v1alpha1.LoadBalancer;
import dev.fixpoint.api.v1alpha1.TrafficPolicy;
import dev.fixpoint.api.v1alpha1.VirtualServiceSpec;
import dev.fixpoint.vip.AddressWish;
import dev.fixpoint.vip.AddressWish.Policy;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Reach;
import dev.fixpoint.vip.Reach.Type;
import dev.fixpoint.vip.Traffic;
import dev.fixpoint.vip.Traffic.Preference;
import dev.fixpoint.vip.Traffic.Scope;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `spec.type`, `spec.traffic`, `spec.loadBalancer` and the node ports ↔ [Reach].
final class ReachWire {
  private ReachWire() {}

  /// @param inside which cluster addresses it wants: the external ones are of the same families
  static Reach parse(VirtualServiceSpec spec, AddressWish inside, List<String> problems) {
    var type =
        switch (Optional.ofNullable(spec.getType()).map(Enum::name).orElse("ClusterIP")) {
          case "NodePort" -> Type.NODE_PORT;
          case "LoadBalancer" -> Type.LOAD_BALANCER;
          default -> Type.CLUSTER_IP;
        };
    var nodePorts =
        spec.getPorts().stream().map(p -> Optional.ofNullable(p.getNodePort()).orElse(0)).toList();
    return new Reach(
        type,
        traffic(spec.getTraffic()),
        type == Type.CLUSTER_IP ? List.of() : nodePorts,
        spec.getLoadBalancer() == null || type != Type.LOAD_BALANCER
            ? new Reach.External(anyOf(inside), List.of())
            : external(spec.getLoadBalancer(), inside, problems));
  }

  private static AddressWish anyOf(AddressWish inside) {
    return new AddressWish(Optional.empty(), inside.families(), policy(inside), Map.of());
  }

  private static Reach.External external(
      LoadBalancer wire, AddressWish inside, List<String> problems) {
    var asked = new EnumMap<Family, Ip>(Family.class);
    WishWire.put(asked, Family.IPV4, wire.getIpv4(), "spec.loadBalancer.ipv4", problems);
    WishWire.put(asked, Family.IPV6, wire.getIpv6(), "spec.loadBalancer.ipv6", problems);
    var sources = new ArrayList<IpRange>();
    for (var text : wire.getSourceRanges()) {
      IpRange.parse(text)
          .ifPresentOrElse(
              sources::add,
              () -> problems.add("spec.loadBalancer.sourceRanges: %s is no CIDR".formatted(text)));
    }
    var wish =
        new AddressWish(
            Optional.ofNullable(wire.getPool()),
            inside.families(),
            asked.size() > 1 ? Policy.PREFER_DUAL_STACK : policy(inside),
            Map.copyOf(asked));
    return new Reach.External(wish, List.copyOf(sources));
  }

  /// A pool of external addresses often has one family only: two are welcome, not required.
  private static Policy policy(AddressWish inside) {
    return inside.policy() == Policy.SINGLE_STACK ? Policy.SINGLE_STACK : Policy.PREFER_DUAL_STACK;
  }

  /// @param wire null where nothing is said
  static Traffic traffic(dev.fixpoint.api.v1alpha1.Traffic wire) {
    if (wire == null) {
      return Traffic.DEFAULT;
    }
    var prefer =
        switch (Optional.ofNullable(wire.getPrefer()).map(Enum::name).orElse("")) {
          case "SameZone" -> Preference.SAME_ZONE;
          case "SameNode" -> Preference.SAME_NODE;
          default -> Preference.NONE;
        };
    return new Traffic(scope(wire.getInternal()), scope(wire.getExternal()), prefer);
  }

  private static Scope scope(TrafficPolicy wire) {
    return wire == TrafficPolicy.Local ? Scope.LOCAL : Scope.CLUSTER;
  }

  /// Undoes [#traffic]; null where nothing has to be said.
  static dev.fixpoint.api.v1alpha1.Traffic print(Traffic traffic) {
    if (traffic.equals(Traffic.DEFAULT)) {
      return null;
    }
    var wire = new dev.fixpoint.api.v1alpha1.Traffic();
    wire.setInternal(print(traffic.internal()));
    wire.setExternal(print(traffic.external()));
    wire.setPrefer(
        switch (traffic.prefer()) {
          case NONE -> null;
          case SAME_ZONE -> dev.fixpoint.api.v1alpha1.TrafficPreference.SameZone;
          case SAME_NODE -> dev.fixpoint.api.v1alpha1.TrafficPreference.SameNode;
        });
    return wire;
  }

  private static TrafficPolicy print(Scope scope) {
    return scope == Scope.LOCAL ? TrafficPolicy.Local : TrafficPolicy.Cluster;
  }
}
