// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.endpoints;

import dev.fixpoint.endpoints.Pod.NamedPort;
import dev.fixpoint.vip.AddressWish;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import dev.fixpoint.vip.Selector;
import dev.fixpoint.vip.Selector.Operator;
import dev.fixpoint.vip.Selector.Requirement;
import dev.fixpoint.vip.VipService;
import dev.fixpoint.vip.VipService.Backend;
import dev.fixpoint.vip.VipService.Port;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Pods and services of the tests in this package.
final class Given {

  /// A node has .9.1, a VirtualService .9.2.
  static final EndpointSet.Surroundings SURROUNDINGS =
      new EndpointSet.Surroundings() {
        @Override
        public String zoneOf(String node) {
          return node.equals("n1") ? "zone-a" : "";
        }

        @Override
        public Optional<String> forbids(Ip address, Pod pod) {
          return switch (address.toString()) {
            case "10.0.9.1" -> Optional.of("is the address of node n1");
            case "10.0.9.2" -> Optional.of("is a virtual address");
            default -> Optional.empty();
          };
        }
      };

  private Given() {}

  /// A ready pod of `app: web` on n1, unless said otherwise.
  static final class Draft {
    Map<String, String> labels = Map.of("app", "web");
    List<String> addresses = List.of();
    String node = "n1";
    boolean ready = true;
    boolean terminating;
    boolean finished;
    List<NamedPort> ports = List.of();
    Pod.Gate gate = Pod.Gate.NONE;
  }

  interface Change {
    void make(Draft draft);
  }

  static Pod pod(String name, String address) {
    return pod(name, address, draft -> {});
  }

  static Pod pod(String name, String address, Change change) {
    var draft = new Draft();
    draft.addresses = List.of(address);
    change.make(draft);
    return new Pod(
        name,
        "uid-" + name,
        draft.labels,
        draft.addresses,
        draft.node,
        draft.ready,
        draft.terminating,
        draft.finished,
        draft.ports,
        draft.gate);
  }

  static NamedPort port(String name, Protocol protocol, int port) {
    return new NamedPort(name, protocol, port);
  }

  static VipService service(Port... ports) {
    var web = new Selector(List.of(new Requirement("app", Operator.In, List.of("web"))));
    return new VipService(
        new Key("shop", "web"),
        "u1",
        1,
        web,
        List.of(ports),
        List.of(Backend.ALL),
        AddressWish.ANY,
        false);
  }

  static VipService publishing() {
    var s = service();
    return new VipService(
        s.key(), s.uid(), 1, s.selector(), s.ports(), s.backends(), s.addresses(), true);
  }

  /// Backends of these weights, each of the pods with its name as their label `version`.
  static VipService divided(Map<String, Integer> weights) {
    var s = service();
    var backends =
        new TreeMap<>(weights)
            .entrySet().stream()
                .map(e -> new Backend(e.getKey(), e.getValue(), version(e.getKey())))
                .toList();
    return new VipService(
        s.key(), s.uid(), 1, s.selector(), s.ports(), backends, s.addresses(), false);
  }

  private static Selector version(String version) {
    return new Selector(List.of(new Requirement("version", Operator.In, List.of(version))));
  }
}
