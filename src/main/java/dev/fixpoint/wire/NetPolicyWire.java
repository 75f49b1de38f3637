// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.access.NetPolicy;
import dev.fixpoint.access.NetPolicy.Ports;
import dev.fixpoint.access.NetPolicy.Rule;
import dev.fixpoint.vip.Access.Peer;
import dev.fixpoint.vip.ClientSelector;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// NetworkPolicy → [NetPolicy]. What the API server does not let through (an address that is none)
/// is left out.
public final class NetPolicyWire {
  private NetPolicyWire() {}

  public static NetPolicy parse(NetworkPolicy policy) {
    var namespace = policy.getMetadata().getNamespace();
    var spec = policy.getSpec();
    var types = spec.getPolicyTypes();
    boolean ingress = types.isEmpty() || types.contains("Ingress");
    boolean egress = types.contains("Egress") || (types.isEmpty() && !spec.getEgress().isEmpty());
    return new NetPolicy(
        new Key(namespace, policy.getMetadata().getName()),
        SelectorWire.parse(spec.getPodSelector()),
        Optional.of(
                spec.getIngress().stream()
                    .map(rule -> rule(rule.getFrom(), rule.getPorts(), namespace))
                    .toList())
            .filter(_ -> ingress),
        Optional.of(
                spec.getEgress().stream()
                    .map(rule -> rule(rule.getTo(), rule.getPorts(), namespace))
                    .toList())
            .filter(_ -> egress));
  }

  private static Rule rule(
      List<NetworkPolicyPeer> peers, List<NetworkPolicyPort> ports, String namespace) {
    return new Rule(
        peers.stream().flatMap(peer -> peer(peer, namespace)).toList(),
        ports.stream().map(NetPolicyWire::ports).toList());
  }

  private static Stream<Peer> peer(NetworkPolicyPeer peer, String namespace) {
    var block = peer.getIpBlock();
    if (block != null) {
      var except =
          block.getExcept().stream().flatMap(cidr -> IpRange.parse(cidr).stream()).toList();
      return IpRange.parse(block.getCidr()).stream().map(range -> new Peer.Block(range, except));
    }
    var pods = SelectorWire.parse(peer.getPodSelector());
    return Stream.of(
        new Peer.Pods(
            peer.getNamespaceSelector() == null
                ? ClientSelector.in(namespace, pods)
                : ClientSelector.across(SelectorWire.parse(peer.getNamespaceSelector()), pods)));
  }

  private static Ports ports(NetworkPolicyPort port) {
    var protocol = port.getProtocol() == null ? Protocol.TCP : Protocol.valueOf(port.getProtocol());
    var value = port.getPort();
    if (value == null) {
      return new Ports(protocol, "", 0, 0);
    }
    if (value.getIntVal() == null) {
      return new Ports(protocol, value.getStrVal(), 0, 0);
    }
    int last = port.getEndPort() == null ? value.getIntVal() : port.getEndPort();
    return new Ports(protocol, "", value.getIntVal(), last);
  }
}
