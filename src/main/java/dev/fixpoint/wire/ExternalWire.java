// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.api.v1alpha1.ExternalAddress;
import dev.fixpoint.api.v1alpha1.IntentExternal;
import dev.fixpoint.api.v1alpha1.IntentPort;
import dev.fixpoint.api.v1alpha1.RoutingIntentSpec;
import dev.fixpoint.intent.Intent.Announced;
import dev.fixpoint.intent.Intent.External;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a RoutingIntent says of clients outside ↔ [External]. Read without trust.
final class ExternalWire {
  private ExternalWire() {}

  static External parse(RoutingIntentSpec spec, List<String> problems) {
    var nodePorts =
        spec.getPorts().stream().map(p -> Optional.ofNullable(p.getNodePort()).orElse(0)).toList();
    if (nodePorts.stream().anyMatch(port -> port < 0 || port > 65535)) {
      problems.add("no node ports: " + nodePorts);
    }
    boolean none = nodePorts.stream().allMatch(port -> port == 0);
    var wire = Optional.ofNullable(spec.getExternal()).orElseGet(IntentExternal::new);
    var addresses = new ArrayList<Announced>();
    for (var address : wire.getAddresses()) {
      Ip.parse(address.getAddress())
          .ifPresentOrElse(
              ip ->
                  addresses.add(
                      new Announced(ip, Optional.ofNullable(address.getNode()).orElse(""))),
              () -> problems.add("no external address: " + address.getAddress()));
    }
    var sources = new ArrayList<IpRange>();
    for (var text : wire.getSourceRanges()) {
      IpRange.parse(text)
          .ifPresentOrElse(sources::add, () -> problems.add("no source range: " + text));
    }
    int health = Optional.ofNullable(wire.getHealthCheckNodePort()).orElse(0);
    if (health < 0 || health > 65535) {
      problems.add("no health check node port: " + health);
    }
    return new External(
        none ? List.of() : nodePorts, List.copyOf(addresses), List.copyOf(sources), health);
  }

  /// Writes the node ports to `ports`, which are there already.
  ///
  /// @return what has to be said beside them; null for nothing
  static IntentExternal print(External external, List<IntentPort> ports) {
    for (int i = 0; i < external.nodePorts().size(); i++) {
      int port = external.nodePorts().get(i);
      ports.get(i).setNodePort(port == 0 ? null : port);
    }
    if (external.addresses().isEmpty() && external.healthPort() == 0) {
      return null;
    }
    var wire = new IntentExternal();
    wire.setAddresses(external.addresses().stream().map(ExternalWire::print).toList());
    wire.setSourceRanges(external.sources().stream().map(IpRange::toString).toList());
    wire.setHealthCheckNodePort(external.healthPort() == 0 ? null : external.healthPort());
    return wire;
  }

  static ExternalAddress print(Announced announced) {
    var wire = new ExternalAddress();
    wire.setAddress(announced.address().toString());
    wire.setNode(announced.node().isEmpty() ? null : announced.node());
    return wire;
  }
}
