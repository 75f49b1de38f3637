// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import dev.fixpoint.access.Clients;
import dev.fixpoint.access.Clients.Space;
import dev.fixpoint.api.v1alpha1.AddressPool;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.dataplane.nftables.NftRules;
import dev.fixpoint.endpoints.EndpointSet;
import dev.fixpoint.endpoints.Pod;
import dev.fixpoint.forwarding.Capability;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.ForwardingTable;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Need;
import dev.fixpoint.forwarding.Needs;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.forwarding.Place;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Intent.Announced;
import dev.fixpoint.intent.Intent.External;
import dev.fixpoint.ipam.Allotment;
import dev.fixpoint.ipam.Ledger;
import dev.fixpoint.ipam.Order;
import dev.fixpoint.ipam.Pool;
import dev.fixpoint.ports.NodePort;
import dev.fixpoint.ports.PortAllocator;
import dev.fixpoint.ports.PortClaim;
import dev.fixpoint.ports.PortDecision;
import dev.fixpoint.ports.PortLedger;
import dev.fixpoint.ports.PortRange;
import dev.fixpoint.ports.PortRequest;
import dev.fixpoint.vip.Access;
import dev.fixpoint.vip.AddressWish;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.VipService;
import dev.fixpoint.wire.AccessWire;
import dev.fixpoint.wire.IntentWire;
import dev.fixpoint.wire.PodWire;
import dev.fixpoint.wire.PoolWire;
import dev.fixpoint.wire.ServiceWire;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/// The pure stages one after the other, from YAML to the rules of node n1: pods p1 and p2 of
/// namespace shop are on it, with p3 of namespace front, and pod peer is on node n2.
public final class World {
  private static final Place HERE =
      new Place("n1", "a", List.of(Ip.of("192.0.2.1"), Ip.of("2001:db8::1")));

  private static final List<AddressPool> POOLS =
      List.of(
          pool(
              """
              metadata: {name: inside, uid: u1, creationTimestamp: '2026-01-01T00:00:00Z'}
              spec: {ranges: [10.96.0.1, 'fd96::1'], dedicated: true}
              status: {guarded: [10.96.0.0/29, 'fd96::/125']}
              """),
          pool(
              """
              metadata: {name: edge, uid: u2, creationTimestamp: '2026-01-01T00:00:00Z'}
              spec: {ranges: [203.0.113.7, '2001:db8:7::7'], use: LoadBalancer}
              """));

  private final Map<Frontend, Forward> table;
  private final NodeRules rules;

  private final Set<Capability> needs;

  private World(Map<Frontend, Forward> table, NodeRules rules, Set<Capability> needs) {
    this.table = table;
    this.rules = rules;
    this.needs = needs;
  }

  /// What a backend must be able to do for it.
  public Set<Capability> needs() {
    return needs;
  }

  public Map<Frontend, Forward> table() {
    return table;
  }

  public NodeRules rules() {
    return rules;
  }

  /// The rules as text.
  public String compiled() {
    return NftRules.compile(table, rules);
  }

  public static World of(Shape shape) {
    var resource = service(shape.spec());
    var service = ServiceWire.parse(resource).value().orElseThrow();
    var access = AccessWire.parse(resource).value().orElseThrow();
    var addresses = addresses(service, Pool.Use.ClusterIP, service.addresses());
    var spaces =
        List.of(
            new Space("shop", Map.of("team", "shop"), pods(shape, "p1", "p2", "peer")),
            new Space("front", Map.of("team", "front"), pods(shape, "p3")));
    var endpoints =
        addresses.stream()
            .map(ip -> ip.family())
            .map(f -> EndpointSet.select(service, List.copyOf(shop(spaces)), f, new Anywhere()))
            .toList();
    var intent =
        Intent.compile(service, addresses, external(service), endpoints)
            .admitting(access.map(Intent.Admitted::of));
    var read = IntentWire.parse(IntentWire.print(intent, 1)).value().orElseThrow();
    var needs = Needs.of(read, HERE).stream().map(Need::capability).collect(Collectors.toSet());
    return new World(ForwardingTable.of(read, HERE), rules(shape, access, spaces), needs);
  }

  private static NodeRules rules(Shape shape, Optional<Access> access, List<Space> spaces) {
    var clients = new HashMap<String, Set<Ip>>();
    access.map(Access::selectors).orElse(List.of()).stream()
        .forEach(
            selector ->
                clients.put(selector.setName(), Clients.of(selector, spaces, (_, _) -> false)));
    var guarded =
        POOLS.stream().flatMap(pool -> PoolWire.guarded(pool).stream()).collect(Collectors.toSet());
    var inside =
        shape.inside().stream()
            .map(text -> IpRange.parse(text).orElseThrow())
            .collect(Collectors.toSet());
    return new NodeRules(guarded, Set.of("eth0"), inside, clients);
  }

  private static List<Pod> shop(List<Space> spaces) {
    return List.copyOf(spaces.getFirst().pods());
  }

  private static List<Ip> addresses(VipService service, Pool.Use use, AddressWish wish) {
    var order = new Order(service.key(), Map.of(), service.uid(), use, wish, List.of());
    var pools = PoolWire.parse(POOLS, List.of(), List.of());
    return Allotment.decide(order, pools, new Ledger(), new Random(1)).addresses();
  }

  private static External external(VipService service) {
    var reach = service.reach();
    var nodePorts = new ArrayList<Integer>();
    if (reach.hasNodePorts()) {
      var ledger = new PortLedger();
      for (int i = 0; i < service.ports().size(); i++) {
        nodePorts.add(nodePort(service, i, reach.nodePorts().get(i), ledger).port());
      }
    }
    var announced =
        reach.hasExternalAddresses()
            ? addresses(service, Pool.Use.LoadBalancer, reach.external().wish())
            : List.<Ip>of();
    return new External(
        nodePorts,
        announced.stream().map(ip -> new Announced(ip, "n1")).toList(),
        reach.external().sources(),
        0);
  }

  /// The first one that is free, where none is asked for.
  private static NodePort nodePort(VipService service, int index, int asked, PortLedger ledger) {
    var port = service.ports().get(index);
    var wish = asked == 0 ? OptionalInt.empty() : OptionalInt.of(asked);
    var request = new PortRequest(service.key(), service.uid(), port.protocol(), port.port(), wish);
    var range = new PortRange(28017, 28017 + index);
    var decision = PortAllocator.decide(request, range, ledger, new Random(1));
    var granted = ((PortDecision.Granted) decision).port();
    ledger.put(new PortClaim(granted, service.key(), service.uid(), port.port()));
    return granted;
  }

  private static VirtualService service(String spec) {
    return Serialization.unmarshal(
        """
        apiVersion: fixpoint.dev/v1alpha1
        kind: VirtualService
        metadata: {name: web, namespace: shop, uid: u3, generation: 1}
        spec:
        """
            + spec.indent(2),
        VirtualService.class);
  }

  private static AddressPool pool(String text) {
    return Serialization.unmarshal(
        "apiVersion: fixpoint.dev/v1alpha1\nkind: AddressPool\n" + text, AddressPool.class);
  }

  private static List<Pod> pods(Shape shape, String... names) {
    return List.of(names).stream().map(name -> pod(shape, name)).toList();
  }

  private static Pod pod(Shape shape, String name) {
    var addresses = Shape.MACHINES.get(name);
    var leaves = shape.leaving().contains(name) ? "deletionTimestamp: '2026-01-01T00:00:00Z'," : "";
    var yaml =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %1$s, uid: %1$s, %2$s labels: {app: web, pod: %1$s}}
        spec:
          nodeName: %3$s
          containers: [{name: web, ports: [{name: http, containerPort: 8080}]}]
        status:
          phase: Running
          podIPs: [{ip: %4$s}%5$s]
          conditions: [{type: Ready, status: '%6$s'}]
        """
            .formatted(
                name,
                leaves,
                name.equals("peer") ? "n2" : "n1",
                addresses.getFirst(),
                shape.single().contains(name) ? "" : ", {ip: '" + addresses.getLast() + "'}",
                shape.unready().contains(name) ? "False" : "True");
    return PodWire.parse(Serialization.unmarshal(yaml, io.fabric8.kubernetes.api.model.Pod.class));
  }

  /// Two nodes in two zones, where pods may have any address.
  private record Anywhere() implements EndpointSet.Surroundings {
    @Override
    public String zoneOf(String node) {
      return node.equals("n1") ? "a" : "b";
    }

    @Override
    public Optional<String> forbids(Ip address, Pod pod) {
      return Optional.empty();
    }
  }
}
