// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Every shape of VirtualService, for the tracer and for the kernel.
public final class Shapes {
  private static final String VIP = "10.96.0.1:80/TCP";
  private static final String VIP6 = "[fd96::1]:80/TCP";
  private static final String EDGE = "203.0.113.7:80/TCP";
  private static final String EDGE6 = "[2001:db8:7::7]:80/TCP";
  private static final String NODE_PORT = "192.0.2.1:28017/TCP";
  private static final String NODE_PORT6 = "[2001:db8::1]:28017/TCP";

  private static final String ONE = simple("{pod: p1}");
  private static final String ALL = simple("{app: web}");
  private static final String FAR = simple("{pod: peer}");
  private static final String NONE = simple("{app: none}");

  private static final Map<String, String> BY_CLUSTER =
      Map.of(
          "by source", "p1* 1",
          "by source, by IPv6", "peer 1",
          "by source, by IPv6: another", "peer 1");

  private Shapes() {}

  public static Stream<Shape> all() {
    return Stream.of(
            plain(), balanced(), empty(), outside(), policies(), admitting(), endpoints(), both())
        .flatMap(List::stream);
  }

  /// What is expected where the match `cluster` of iptables hashes, and not nftables' `jhash`.
  public static Shape byCluster(Shape shape) {
    return shape.expecting(BY_CLUSTER.getOrDefault(shape.name(), shape.expected()));
  }

  /// One port, in both families.
  private static String simple(String labels) {
    return """
    selector: {matchLabels: %s}
    addresses: {policy: RequireDualStack}
    ports: [{port: 80, targetPort: 8080}]
    """
        .formatted(labels);
  }

  private static String with(String spec, String... more) {
    return spec + String.join("\n", more);
  }

  private static Shape row(String name, String spec, String from, String to, String expected) {
    return Shape.of(name, spec, from, to, expected);
  }

  private static List<Shape> plain() {
    var several =
        """
        selector: {matchLabels: {pod: p1}}
        ports:
        - {name: http, port: 80, targetPort: 8080}
        - {name: admin, port: 81, targetPort: 9090}
        - {name: dns, port: 80, targetPort: 8080, protocol: UDP}
        - {name: sig, port: 80, targetPort: 8080, protocol: SCTP}
        """;
    return List.of(
        row("one endpoint", ONE, "p2", VIP, "p1 1"),
        row("one endpoint, from the node", ONE, "node", VIP, "p1 1"),
        row("three endpoints", ALL, "p3", VIP, "p1 1/3, p2 1/3, peer 1/3"),
        row("a pod reaches itself", ONE, "p1", VIP, "p1* 1"),
        row("a pod reaches itself at times", ALL, "p1", VIP, "p1* 1/3, p2 1/3, peer 1/3"),
        row("the first of several ports", several, "p2", VIP, "p1 1"),
        row("the second of several ports", several, "p2", "10.96.0.1:81/TCP", "p1 1"),
        row("the same port by UDP", several, "p2", "10.96.0.1:80/UDP", "p1 1"),
        row("the same port by SCTP", several, "p2", "10.96.0.1:80/SCTP", "p1 1"),
        row("a port that is not there", several, "p2", "10.96.0.1:82/TCP", "reset"),
        row("the same by UDP", several, "p2", "10.96.0.1:81/UDP", "unreachable"),
        row("the same by SCTP", several, "p2", "10.96.0.1:81/SCTP", "unreachable"),
        row("a port that is not there, from the node", ONE, "node", "10.96.0.1:82/TCP", "reset"),
        row("an address of a dedicated pool", ONE, "p2", "10.96.0.5:80/TCP", "dropped"),
        row("the same by UDP", ONE, "p2", "10.96.0.5:80/UDP", "dropped"),
        row("the same from the node", ONE, "node", "10.96.0.5:80/TCP", "dropped"),
        row("the same from outside", ONE, "peer", "10.96.0.5:80/TCP", "dropped"),
        row("an address that is none of ours", ONE, "p2", "198.51.100.9:8080/TCP", "untouched"),
        row("a pod's own address", ONE, "p2", "10.1.0.1:8080/TCP", "untouched"),
        row("a pod's own address, from outside", ONE, "peer", "10.1.0.1:8080/TCP", "untouched"));
  }

  private static List<Shape> balanced() {
    var canary =
        """
        selector: {matchLabels: {app: web}}
        ports: [{port: 80, targetPort: 8080}]
        backends:
        - {name: stable, weight: 90, selector: {matchExpressions: [
            {key: pod, operator: In, values: [p1, peer]}]}}
        - {name: canary, weight: %d, selector: {matchLabels: {pod: %s}}}
        """;
    var turn = with(ALL, "loadBalancing: {algorithm: RoundRobin}");
    var both = with(ALL, "loadBalancing: {algorithm: SourceHash}");
    var hash = both.replace("{policy: RequireDualStack}", "{families: [IPv4]}");
    var keep = with(ALL, "loadBalancing: {affinity: {clientIPSeconds: 60}}");
    return List.of(
        row("weights", canary.formatted(10, "p2"), "p3", VIP, "p1 9/20, p2 1/10, peer 9/20"),
        row("odd weights", canary.formatted(7, "p2"), "p3", VIP, "p1 45/97, p2 7/97, peer 45/97"),
        row("a weight of nothing", canary.formatted(0, "p2"), "p3", VIP, "p1 1/2, peer 1/2"),
        row("a backend without pods", canary.formatted(10, "x"), "p3", VIP, "p1 1/2, peer 1/2"),
        row("in turn", turn, "p3", VIP, "p1 1/3, p2 1/3, peer 1/3"),
        row("by source", hash, "p1", VIP, "p2 1"),
        row("by source: another", hash, "p2", VIP, "p1 1"),
        row("by source: a third", hash, "p3", VIP, "p2 1"),
        row("by source, by IPv6", both, "p1", VIP6, "peer 1"),
        row("by source, by IPv6: another", both, "p3", VIP6, "p1 1"),
        row("affinity", keep, "p3", VIP, "p1 1/3, p2 1/3, peer 1/3"),
        row("affinity, by IPv6", keep, "p3", VIP6, "p1 1/3, p2 1/3, peer 1/3"));
  }

  private static List<Shape> empty() {
    var udp = NONE + "type: NodePort\n";
    return List.of(
        row("no endpoint", NONE, "p2", VIP, "reset"),
        row("no endpoint, from the node", NONE, "node", VIP, "reset"),
        row("no endpoint, by IPv6", NONE, "p2", VIP6, "reset"),
        row(
            "no endpoint, by UDP",
            NONE.replace("8080}", "8080, protocol: UDP}"),
            "p2",
            "10.96.0.1:80/UDP",
            "unreachable"),
        row(
            "no endpoint, by SCTP",
            NONE.replace("8080}", "8080, protocol: SCTP}"),
            "p2",
            "10.96.0.1:80/SCTP",
            "unreachable"),
        row("no endpoint, at a node port", udp, "peer", NODE_PORT, "reset"));
  }

  private static List<Shape> outside() {
    var nodePort = with(ALL, "type: NodePort");
    var edge = with(ALL, "type: LoadBalancer");
    var some = with(edge, "\nloadBalancer: {sourceRanges: [192.0.2.0/28]}");
    var others = with(edge, "\nloadBalancer: {sourceRanges: [192.0.2.64/28, 198.51.100.0/24]}");
    var near = "p1 1/3, p2 1/3, peer 1/3";
    var far = "p1 1/3, p2 1/3, peer* 1/3";
    return List.of(
        row("a cluster address, from outside", ONE, "peer", VIP, "dropped"),
        row("the same by IPv6", ONE, "peer", VIP6, "dropped"),
        row("a port that is not there, from outside", ONE, "peer", "10.96.0.1:82/TCP", "dropped"),
        row("an outside source that counts as inside", ONE, "peer", VIP, "p1 1")
            .inside("192.0.2.0/24"),
        row("the same, with an endpoint elsewhere", FAR, "peer", VIP, "peer* 1")
            .inside("192.0.2.0/24"),
        row("a node port", nodePort, "peer", NODE_PORT, far),
        row("a node port, by IPv6", nodePort, "peer", NODE_PORT6, far),
        row("a node port, from a pod", nodePort, "p3", NODE_PORT, near),
        row("a node port, from the node", nodePort, "node", NODE_PORT, near),
        row("another port of the node", nodePort, "peer", "192.0.2.1:8080/TCP", "untouched"),
        row("the cluster address of it", nodePort, "peer", VIP, "dropped"),
        row("an external address", edge, "peer", EDGE, far),
        row("an external address, by IPv6", edge, "peer", EDGE6, far),
        row("an external address, from a pod", edge, "p3", EDGE, near),
        row("another port of it", edge, "peer", "203.0.113.7:81/TCP", "reset"),
        row("another port of it, by UDP", edge, "peer", "203.0.113.7:81/UDP", "unreachable"),
        row("another port of it, from a pod", edge, "p3", "203.0.113.7:81/TCP", "reset"),
        row("sourceRanges that admit", some, "peer", EDGE, far),
        row("sourceRanges that do not", others, "peer", EDGE, "dropped"),
        row("sourceRanges, from a pod", others, "p3", EDGE, near),
        row("sourceRanges, at a node port", others, "peer", NODE_PORT, far));
  }

  private static List<Shape> policies() {
    var local = "traffic: {internal: Local}";
    var edge = "type: LoadBalancer\ntraffic: {external: Local}";
    var udp = with(ALL.replace("8080}", "8080, protocol: UDP}"), edge);
    return List.of(
        row("internal Local", with(ALL, local), "p3", VIP, "p1 1/2, p2 1/2"),
        row("internal Local, none here", with(FAR, local), "p3", VIP, "reset"),
        row("external Local", with(ALL, edge), "peer", EDGE, "p1 1/2, p2 1/2"),
        row("external Local, by IPv6", with(ALL, edge), "peer", EDGE6, "p1 1/2, p2 1/2"),
        row("external Local, by UDP", udp, "peer", EDGE.replace("TCP", "UDP"), "p1 1/2, p2 1/2"),
        row("external Local, at a node port", with(ALL, edge), "peer", NODE_PORT, "p1 1/2, p2 1/2"),
        row("external Local, from a pod", with(ALL, edge), "p3", EDGE, "p1 1/3, p2 1/3, peer 1/3"),
        row(
            "external Local, from the node",
            with(ALL, edge),
            "node",
            NODE_PORT,
            "p1 1/3, p2 1/3, peer 1/3"),
        row("external Local, none here", with(FAR, edge), "peer", EDGE, "dropped"),
        row("external Local, none here, by IPv6", with(FAR, edge), "peer", EDGE6, "dropped"),
        row(
            "external Local, none here, at a node port",
            with(FAR, edge),
            "peer",
            NODE_PORT,
            "dropped"),
        row("external Local, none anywhere", with(NONE, edge), "peer", EDGE, "reset"),
        row("external Local, from a pod: the short-cut", with(FAR, edge), "p3", EDGE, "peer 1"),
        row("SameNode", with(ALL, "traffic: {prefer: SameNode}"), "p3", VIP, "p1 1/2, p2 1/2"),
        row("SameZone", with(ALL, "traffic: {prefer: SameZone}"), "p3", VIP, "p1 1/2, p2 1/2"),
        row("SameNode, none there", with(FAR, "traffic: {prefer: SameNode}"), "p3", VIP, "peer 1"),
        row("SameZone, none there", with(FAR, "traffic: {prefer: SameZone}"), "p3", VIP, "peer 1"));
  }

  private static List<Shape> admitting() {
    var pods = with(ONE, "access: {from: [{podSelector: {matchLabels: {pod: p2}}}]}");
    var drop = with(ONE, "access: {onDeny: Drop, from: [{podSelector: {matchLabels: {pod: p2}}}]}");
    var spaces =
        with(
            ONE,
            "access: {audit: true, from: [{namespaceSelector: {matchLabels: {team: front}}}]}");
    var blocks =
        with(
            ONE,
            "access: {from: [{ipBlock: {cidr: 10.1.0.0/24, except: [10.1.0.3/32]}},",
            "  {ipBlock: {cidr: 'fd01::2/127'}}]}");
    var edge =
        with(
            ONE,
            "type: LoadBalancer",
            "access: {from: [{ipBlock: {cidr: %s}}]}",
            "loadBalancer: {sourceRanges: [192.0.2.0/24]}");
    return List.of(
        row("admitted by its labels", pods, "p2", VIP, "p1 1"),
        row("admitted by its labels, by IPv6", pods, "p2", VIP6, "p1 1"),
        row("not admitted", pods, "p3", VIP, "reset"),
        row("not admitted, by IPv6", pods, "p3", VIP6, "reset"),
        row("not admitted, the node", pods, "node", VIP, "reset"),
        row("not admitted, the pod itself", pods, "p1", VIP, "reset"),
        row("not admitted, at a port that is not there", pods, "p3", "10.96.0.1:82/TCP", "reset"),
        row("not admitted: dropped", drop, "p3", VIP, "dropped"),
        row("admitted where others are dropped", drop, "p2", VIP, "p1 1"),
        row("admitted by its namespace", spaces, "p3", VIP, "p1 1"),
        row("not admitted by its namespace", spaces, "p2", VIP, "reset"),
        row("admitted by a block", blocks, "p2", VIP, "p1 1"),
        row("excepted from a block", blocks, "p3", VIP, "reset"),
        row("in no block", blocks, "node", VIP, "reset"),
        row("admitted by a block, by IPv6", blocks, "p3", VIP6, "p1 1"),
        row("in no block, by IPv6", blocks, "p1", VIP6, "reset"),
        row("a block and sourceRanges", edge.formatted("192.0.2.2/32"), "peer", EDGE, "p1 1"),
        row("sourceRanges, but no block", edge.formatted("10.1.0.0/16"), "peer", EDGE, "reset"),
        row(
            "not admitted, at a node port",
            edge.formatted("10.1.0.0/16"),
            "peer",
            NODE_PORT,
            "reset"));
  }

  private static List<Shape> endpoints() {
    var named = ONE.replace("8080", "http");
    return List.of(
        row("a pod that leaves, beside a ready one", ALL, "p3", VIP, "p2 1/2, peer 1/2")
            .leaving("p1"),
        row("a pod that leaves, alone", ONE, "p3", VIP, "p1 1").leaving("p1"),
        row("a pod that is not ready", ONE, "p3", VIP, "reset").unready("p1"),
        row("a pod that is not ready beside others", ALL, "p3", VIP, "p2 1/2, peer 1/2")
            .unready("p1"),
        row(
                "published all the same",
                with(ONE, "publishNotReadyAddresses: true"),
                "p3",
                VIP,
                "p1 1")
            .unready("p1"),
        row("a port by its name", named, "p3", VIP, "p1 1"));
  }

  private static List<Shape> both() {
    return List.of(
        row("no pod of one family", ONE, "p2", VIP6, "reset").withoutIpv6("p1"),
        row("the other family, all the same", ONE, "p2", VIP, "p1 1").withoutIpv6("p1"),
        row("IPv6", ALL, "p3", VIP6, "p1 1/3, p2 1/3, peer 1/3"),
        row("a pod reaches itself by IPv6", ONE, "p1", VIP6, "p1* 1"),
        row("a port that is not there, by IPv6", ONE, "p2", "[fd96::1]:82/TCP", "reset"),
        row("an address of a dedicated pool, by IPv6", ONE, "p2", "[fd96::5]:80/TCP", "dropped"));
  }
}
