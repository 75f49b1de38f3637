// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.UsesControlPlane;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the API server refuses, in the words that a person reads in kubectl: the field, and what
/// to write instead.
@UsesControlPlane
class ValidationIT {

  private static final String MINIMAL =
      """
      apiVersion: fixpoint.dev/v1alpha1
      kind: VirtualService
      metadata: {name: minimal}
      spec:
        selector: {matchLabels: {app: checkout}}
        ports: [{port: 80}]
      """;

  private static final String FULL =
      """
      apiVersion: fixpoint.dev/v1alpha1
      kind: VirtualService
      metadata: {name: full}
      spec:
        type: LoadBalancer
        selector:
          matchLabels: {app: checkout}
          matchExpressions:
          - {key: app.kubernetes.io/component, operator: In, values: [web, ""]}
          - {key: legacy, operator: DoesNotExist}
        ports:
        - {name: http, port: 80, targetPort: http, protocol: TCP, nodePort: 30080}
        - {name: admin, port: 8443, targetPort: 9443}
        addresses:
          {pool: default, ipv4: 10.96.130.7, families: [IPv4, IPv6], policy: PreferDualStack}
        backends:
        - {name: stable, weight: 95, selector: {matchLabels: {version: v1}}}
        - {name: canary, weight: 5, selector: {matchLabels: {version: v2}}}
        loadBalancing:
          algorithm: Random
          affinity: {clientIPSeconds: 10800}
        traffic: {internal: Cluster, external: Cluster, prefer: SameZone}
        access:
          from:
          - namespaceSelector: {matchLabels: {team: web}}
            podSelector: {matchLabels: {app: front}}
          - ipBlock: {cidr: 10.20.0.0/16, except: [10.20.3.0/24]}
          onDeny: Reject
          audit: true
          protectPods: true
        loadBalancer: {pool: edge, ipv4: 203.0.113.7, sourceRanges: [198.51.100.0/24]}
        dns: true
        publishNotReadyAddresses: false
      """;

  private static final String POOL =
      """
      apiVersion: fixpoint.dev/v1alpha1
      kind: AddressPool
      metadata: {name: validation}
      spec: {ranges: [10.98.0.0/24]}
      """;

  private static final String INTENT =
      """
      apiVersion: fixpoint.dev/v1alpha1
      kind: RoutingIntent
      metadata: {name: intent}
      spec:
        virtualService: {name: checkout, uid: 5b5a3a1e-8d0c-4b5f-9d43-0c6f0d4a7c11}
        generation: 3
        revision: 0badcafe
        addresses: [10.96.130.7]
        ports: [{name: http, port: 80, protocol: TCP}, {name: dns, port: 80, protocol: UDP}]
        backends:
        - name: default
          weight: 1
          groups:
          - targetPorts: [8080, 0]
            endpoints: [{address: 10.244.1.7, node: node-1, zone: zone-a}]
      """;

  private static String namespace;

  /// @param change a merge patch to the spec of the object
  /// @param expected parts of kubectl's error; none: the change is accepted
  record Row(String name, String object, String change, List<String> expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void objectsToChange(ControlPlane controlPlane) {
    namespace = controlPlane.namespace("validation");
    for (var object : List.of(MINIMAL, FULL, POOL, INTENT)) {
      create(controlPlane, object);
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void refusesInWordsThatHelp(Row row, ControlPlane controlPlane) {
    var run =
        controlPlane.kubectl(
            "patch",
            "-n",
            namespace,
            row.object,
            "--type=merge",
            "--dry-run=server",
            "-p",
            "spec: " + row.change);
    if (row.expected.isEmpty()) {
      assertThat(run.exit()).as(run.err()).isZero();
    } else {
      assertThat(run.exit()).as(run.out()).isNotZero();
      assertThat(run.err()).contains(row.expected);
    }
  }

  static Stream<Row> rows() {
    var number = "must be a port number from 1 to 65535, or the name of a container port";
    var label = "must be a DNS label";
    var ipv4 = "must be an IPv4 address such as";
    var ipv6 = "must be an IPv6 address such as";
    var cidr = "must be a CIDR such as";
    var range = "must be a CIDR such as 10.96.128.0/20, or a range such as";
    var nodePort = "nodePort needs type NodePort or LoadBalancer";
    var primary = "the primary family (addresses.families[0]) cannot be changed";
    return Stream.of(
        // ports
        refused(
            "port 0", "{ports: [{port: 0}]}", "spec.ports[0].port", "greater than or equal to 1"),
        refused(
            "port 70000",
            "{ports: [{port: 70000}]}",
            "spec.ports[0].port",
            "less than or equal to 65535"),
        refused("no port", "{ports: []}", "spec.ports", "should have at least 1 items"),
        refused("ports missing", "{ports: null}", "spec.ports: Required value"),
        refused(
            "two ports with one name", "{ports: [{name: a, port: 1}, {name: a, port: 2}]}",
            "spec.ports", "two ports have the same name"),
        refused(
            "one number and protocol twice", "{ports: [{name: a, port: 1}, {name: b, port: 1}]}",
            "spec.ports[1]: Duplicate value", "\"port\":1,\"protocol\":\"TCP\""),
        accepted(
            "one number with TCP and UDP",
            "{ports: [{name: a, port: 53}, {name: b, port: 53, protocol: UDP}]}"),
        refused(
            "two ports without names",
            "{ports: [{port: 1}, {port: 2}]}",
            "spec.ports",
            "every port needs a name when there is more than one"),
        refused(
            "one of two ports without a name", "{ports: [{name: a, port: 1}, {port: 2}]}",
            "spec.ports", "every port needs a name when there is more than one"),
        refused(
            "port name in upper case",
            "{ports: [{name: HTTP, port: 1}]}",
            "spec.ports[0].name",
            "HTTP",
            label),
        refused(
            "port name with a dot", "{ports: [{name: a.b, port: 1}]}", "spec.ports[0].name", label),
        refused("empty port name", "{ports: [{name: '', port: 1}]}", "spec.ports[0].name", label),
        refused(
            "port name of 64 characters",
            "{ports: [{name: " + "a".repeat(64) + ", port: 1}]}",
            "spec.ports[0].name: Too long"),
        refused(
            "unknown protocol",
            "{ports: [{port: 1, protocol: ICMP}]}",
            "spec.ports[0].protocol",
            "Unsupported value: \"ICMP\"",
            "\"TCP\""),
        accepted("target port by number", "{ports: [{port: 1, targetPort: 65535}]}"),
        accepted("target port by name", "{ports: [{port: 1, targetPort: web-2}]}"),
        refused(
            "target port 0",
            "{ports: [{port: 1, targetPort: 0}]}",
            "spec.ports[0].targetPort",
            number),
        refused(
            "target port 70000",
            "{ports: [{port: 1, targetPort: 70000}]}",
            "spec.ports[0].targetPort",
            "70000",
            number),
        refused(
            "target port name in upper case",
            "{ports: [{port: 1, targetPort: UPPER_case}]}",
            "spec.ports[0].targetPort",
            number),
        refused(
            "empty target port",
            "{ports: [{port: 1, targetPort: ''}]}",
            "spec.ports[0].targetPort",
            number),
        refused(
            "target port number as text",
            "{ports: [{port: 1, targetPort: '8080'}]}",
            "spec.ports[0].targetPort",
            number,
            "at least one letter"),
        refused(
            "target port name with two dashes",
            "{ports: [{port: 1, targetPort: a--b}]}",
            "spec.ports[0].targetPort",
            number),
        refused(
            "target port name of 16 characters",
            "{ports: [{port: 1, targetPort: abcdefghijklmnop}]}",
            "spec.ports[0].targetPort: Too long: may not be more than 15"),
        // type
        refused(
            "unknown type",
            "{type: ExternalName}",
            "spec.type",
            "Unsupported value",
            "\"ClusterIP\", \"LoadBalancer\", \"NodePort\""),
        refused(
            "nodePort with ClusterIP",
            "{ports: [{port: 1, nodePort: 30000}]}",
            "spec.ports",
            nodePort),
        accepted("nodePort with NodePort", "{type: NodePort, ports: [{port: 1, nodePort: 30000}]}"),
        refused(
            "one nodePort twice",
            "{type: NodePort, ports:"
                + " [{name: a, port: 1, nodePort: 9}, {name: b, port: 2, nodePort: 9}]}",
            "spec.ports",
            "two ports have the same nodePort and protocol"),
        refused(
            "loadBalancer with ClusterIP",
            "{loadBalancer: {pool: edge}}",
            "spec.loadBalancer",
            "loadBalancer needs type LoadBalancer"),
        refused(
            "loadBalancer with NodePort", "{type: NodePort, loadBalancer: {}}",
            "spec.loadBalancer", "loadBalancer needs type LoadBalancer"),
        refused(
            "source range without prefix",
            "{type: LoadBalancer, loadBalancer: {sourceRanges: [198.51.100.0/24, 1.2.3.4]}}",
            "spec.loadBalancer.sourceRanges[1]",
            "1.2.3.4",
            cidr),
        refused(
            "external address of the other family",
            "{type: LoadBalancer, loadBalancer: {ipv6: 203.0.113.7}}",
            "spec.loadBalancer.ipv6",
            ipv6),
        // selector
        refused("no selector", "{selector: null}", "spec.selector: Required value"),
        refused(
            "label key with a space", "{selector: {matchLabels: {a b: c}}}",
            "spec.selector.matchLabels", "has a key that is no label key"),
        refused(
            "label value with a space", "{selector: {matchLabels: {app: b c}}}",
            "spec.selector.matchLabels[app]", "must be a label value"),
        refused(
            "unknown operator", "{selector: {matchExpressions: [{key: a, operator: Gt}]}}",
            "spec.selector.matchExpressions[0].operator", "Unsupported value: \"Gt\""),
        refused(
            "In without values", "{selector: {matchExpressions: [{key: a, operator: In}]}}",
            "spec.selector.matchExpressions[0].values", "need at least one value"),
        refused(
            "Exists with values",
            "{selector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]}}",
            "spec.selector.matchExpressions[0].values",
            "take no values"),
        // addresses
        refused(
            "IPv4 octet 256",
            "{addresses: {ipv4: 10.0.0.256}}",
            "spec.addresses.ipv4",
            "10.0.0.256",
            ipv4),
        refused(
            "IPv6 address as ipv4", "{addresses: {ipv4: 'fd00::1'}}", "spec.addresses.ipv4", ipv4),
        refused(
            "IPv4 address as ipv6", "{addresses: {ipv6: 10.0.0.1}}", "spec.addresses.ipv6", ipv6),
        refused(
            "IPv4 with a leading zero",
            "{addresses: {ipv4: 10.0.0.01}}",
            "spec.addresses.ipv4",
            "without leading zeros"),
        refused(
            "IPv4-mapped IPv6",
            "{addresses: {ipv6: '::ffff:10.0.0.1'}}",
            "spec.addresses.ipv6",
            ipv6),
        refused(
            "IPv6 with a zone",
            "{addresses: {ipv6: 'fe80::1%eth0'}}",
            "spec.addresses.ipv6",
            "without a zone"),
        refused("empty address", "{addresses: {ipv4: ''}}", "spec.addresses.ipv4", ipv4),
        refused(
            "address of a family not listed",
            "{addresses: {ipv6: 'fd00::1', families: [IPv4]}}",
            "spec.addresses.ipv6",
            "families does not list IPv6"),
        refused(
            "unknown family",
            "{addresses: {families: [IPv5]}}",
            "spec.addresses.families[0]",
            "Unsupported value: \"IPv5\""),
        refused(
            "one family twice",
            "{addresses: {families: [IPv4, IPv4]}}",
            "spec.addresses.families",
            "lists one family twice"),
        refused(
            "two families with SingleStack",
            "{addresses: {families: [IPv4, IPv6], policy: SingleStack}}",
            "spec.addresses.policy",
            "SingleStack allows one family only"),
        refused(
            "pool name in upper case",
            "{addresses: {pool: Default}}",
            "spec.addresses.pool",
            "must be the name of an object"),
        accepted("a primary family, where there was none", "{addresses: {families: [IPv6]}}"),
        refusedForFull(
            "another primary family",
            "{addresses: {families: [IPv6, IPv4]}}",
            "spec.addresses.families",
            primary,
            "delete the VirtualService and create it anew"),
        refusedForFull(
            "primary family removed",
            "{addresses: {families: null}}",
            "spec.addresses.families",
            primary),
        refusedForFull(
            "primary family removed with its parent",
            "{addresses: null}",
            "spec.addresses.families",
            primary),
        new Row("second family removed", "vsvc/full", "{addresses: {families: [IPv4]}}", List.of()),
        // backends
        refused(
            "weight -1",
            "{backends: [{name: a, weight: -1}]}",
            "spec.backends[0].weight",
            "greater than or equal to 0"),
        refused(
            "weight 1000001", "{backends: [{name: a, weight: 1000001}]}",
            "spec.backends[0].weight", "less than or equal to 1000000"),
        accepted(
            "weights 0 and 1000000",
            "{backends: [{name: a, weight: 0}, {name: b, weight: 1000000}]}"),
        refused(
            "one backend name twice",
            "{backends: [{name: a}, {name: a}]}",
            "spec.backends[1]",
            "Duplicate value: {\"name\":\"a\"}"),
        refused(
            "backend name is no DNS label",
            "{backends: [{name: A_b}]}",
            "spec.backends[0].name",
            label),
        // load balancing and traffic
        refused(
            "unknown algorithm",
            "{loadBalancing: {algorithm: Magic}}",
            "spec.loadBalancing.algorithm",
            "Unsupported value: \"Magic\"",
            "\"RoundRobin\""),
        refused(
            "clientIPSeconds 0", "{loadBalancing: {affinity: {clientIPSeconds: 0}}}",
            "spec.loadBalancing.affinity.clientIPSeconds", "greater than or equal to 1"),
        refused(
            "clientIPSeconds 86401", "{loadBalancing: {affinity: {clientIPSeconds: 86401}}}",
            "spec.loadBalancing.affinity.clientIPSeconds", "less than or equal to 86400"),
        refused(
            "unknown traffic policy",
            "{traffic: {internal: Global}}",
            "spec.traffic.internal",
            "Unsupported value: \"Global\""),
        refused(
            "unknown preference",
            "{traffic: {prefer: SameRack}}",
            "spec.traffic.prefer",
            "Unsupported value: \"SameRack\""),
        // access
        refused("no peers", "{access: {from: []}}", "spec.access.from", "at least 1 items"),
        refused(
            "empty peer",
            "{access: {from: [{}]}}",
            "spec.access.from[0]",
            "needs a namespaceSelector, a podSelector or an ipBlock"),
        accepted("peer that selects everything", "{access: {from: [{namespaceSelector: {}}]}}"),
        refused(
            "peer with block and selector",
            "{access: {from: [{podSelector: {}, ipBlock: {cidr: 10.0.0.0/8}}]}}",
            "spec.access.from[0].ipBlock",
            "exclude each other"),
        refused(
            "block with prefix 33",
            "{access: {from: [{ipBlock: {cidr: 10.0.0.0/33}}]}}",
            "spec.access.from[0].ipBlock.cidr",
            "10.0.0.0/33",
            cidr),
        refused(
            "block with a leading zero", "{access: {from: [{ipBlock: {cidr: 010.0.0.0/8}}]}}",
            "spec.access.from[0].ipBlock.cidr", "without leading zeros"),
        refused(
            "block with bits after the prefix",
            "{access: {from: [{ipBlock: {cidr: 10.0.0.7/8}}]}}",
            "spec.access.from[0].ipBlock.cidr",
            "has bits set after the prefix"),
        refused(
            "exception outside its block",
            "{access: {from: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}]}}",
            "spec.access.from[0].ipBlock.except",
            "must lie inside cidr"),
        refused(
            "unknown answer to the denied", "{access: {from: [{podSelector: {}}], onDeny: Laugh}}",
            "spec.access.onDeny", "Unsupported value: \"Laugh\""),
        // pools
        refusedForPool(
            "pool of garbage", "{ranges: [garbage]}", "spec.ranges[0]", "garbage", range),
        refusedForPool("pool of a single address", "{ranges: [10.0.0.1]}", "spec.ranges[0]", range),
        refusedForPool(
            "second range reversed",
            "{ranges: [10.0.0.0/24, 10.0.1.9-10.0.1.1]}",
            "spec.ranges[1]",
            "10.0.1.9-10.0.1.1",
            "the first address comes after the last"),
        refusedForPool(
            "range reversed in the first octet", "{ranges: [11.0.0.0-10.255.255.255]}",
            "spec.ranges[0]", "the first address comes after the last"),
        acceptedForPool("range across octets", "{ranges: [9.255.0.7-10.0.0.1]}"),
        refusedForPool(
            "range of mixed families",
            "{ranges: ['10.0.0.1-fd00::1']}",
            "spec.ranges[0]",
            "must be of one family"),
        refusedForPool(
            "range with spaces",
            "{ranges: [10.0.0.1 - 10.0.0.9]}",
            "spec.ranges[0]",
            "without spaces"),
        refusedForPool(
            "range with bits after the prefix",
            "{ranges: [10.0.0.7/24]}",
            "spec.ranges[0]",
            "has bits set after the prefix"),
        refusedForPool(
            "reserved address with octet 300",
            "{reserved: [10.0.0.300]}",
            "spec.reserved[0]",
            "must be an address such as"),
        refusedForPool(
            "reserved range reversed",
            "{reserved: [10.0.0.2-10.0.0.1]}",
            "spec.reserved[0]",
            "the first address comes after the last"),
        acceptedForPool(
            "pool of everything that is allowed",
            "{ranges: [10.0.0.0/24, 'fd00::/112', 10.0.1.1-10.0.1.1, 'fd01::1-fd01::9'],"
                + " reserved: [10.0.0.1, 'fd00::1', 10.0.0.8/29], priority: 1000000}"),
        acceptedForPool("pool of the cluster's ServiceCIDRs", "{ranges: null}"),
        refusedForPool(
            "priority -1", "{priority: -1}", "spec.priority", "greater than or equal to 0"),
        // intents
        new Row(
            "intent of another VirtualService",
            "rintent/intent",
            "{virtualService: {uid: other}}",
            List.of("spec.virtualService", "an intent belongs to one VirtualService")));
  }

  @Test
  void fillsInTheDefaults(ControlPlane controlPlane) {
    var services = controlPlane.client().resources(VirtualService.class).inNamespace(namespace);
    var minimal = services.withName("minimal").get().getSpec();
    assertThat(minimal.getType()).isEqualTo(ServiceType.ClusterIP);
    assertThat(minimal.getPorts().getFirst().getProtocol()).isEqualTo(Protocol.TCP);
    assertThat(minimal.getDns()).isTrue();
    assertThat(minimal.getPublishNotReadyAddresses()).isFalse();
    assertThat(minimal.getAccess()).isNull();
    assertThat(minimal.getBackends()).isEmpty();
  }

  @Test
  void beansReadWhatPeopleWrite(ControlPlane controlPlane) {
    var client = controlPlane.client();
    var full = client.resources(VirtualService.class).inNamespace(namespace).withName("full").get();
    assertThat(full.getSpec().getPorts().getFirst().getTargetPort().getStrVal()).isEqualTo("http");
    assertThat(full.getSpec().getPorts().getLast().getTargetPort().getIntVal()).isEqualTo(9443);
    // nothing is lost on the way back either: the API server sees no change
    var version = client.resource(full).update().getMetadata().getResourceVersion();
    assertThat(version).isEqualTo(full.getMetadata().getResourceVersion());

    var intent =
        client.resources(RoutingIntent.class).inNamespace(namespace).withName("intent").get();
    var group = intent.getSpec().getBackends().getFirst().getGroups().getFirst();
    assertThat(group.getTargetPorts()).containsExactly(8080, 0);
    assertThat(client.resource(intent).update().getMetadata().getResourceVersion())
        .isEqualTo(intent.getMetadata().getResourceVersion());
  }

  @Test
  void refusesANameThatIsNoServiceName(ControlPlane controlPlane) {
    for (var name : List.of("1st", "a.b", "a".repeat(64))) {
      var run =
          controlPlane.kubectlWithInput(
              MINIMAL.replace("minimal", name), "create", "-n", namespace, "-f", "-");
      assertThat(run.exit()).as(name).isNotZero();
      assertThat(run.err()).contains("metadata.name");
    }
  }

  @Test
  void kubectlShowsTheColumnsInTheirOrder(ControlPlane controlPlane) {
    assertColumns(controlPlane, "vsvc", "NAME TYPE ADDRESS PORTS ENDPOINTS NODES READY REASON AGE");
    assertColumns(controlPlane, "apool", "NAME RANGES CAPACITY USED HELD FREE READY REASON AGE");
    assertColumns(controlPlane, "rintent", "NAME ADDRESS REVISION GENERATION AGE");
    var node = new NodeRouting();
    node.getMetadata().setName("validation");
    controlPlane.client().resource(node).create();
    assertColumns(controlPlane, "nrouting", "NAME BACKEND VIPS FAILED WATERMARK HEARTBEAT AGE");
    assertThat(controlPlane.kubectl("get", "fixpoint", "-n", namespace).out())
        .contains("virtualservice.fixpoint.dev/full", "addresspool.fixpoint.dev/validation");
  }

  private static void assertColumns(ControlPlane controlPlane, String kind, String expected) {
    var run = controlPlane.kubectl("get", kind, "-n", namespace);
    assertThat(run.out().lines().findFirst().orElse("").replaceAll(" +", " ").strip())
        .as(run.err())
        .isEqualTo(expected);
  }

  @Test
  void kubectlExplainsAField(ControlPlane controlPlane) {
    var run = controlPlane.kubectl("explain", "vsvc.spec.ports.targetPort");
    assertThat(run.out()).contains("The port of the pods").contains("Default: the same number");
  }

  private static void create(ControlPlane controlPlane, String object) {
    controlPlane
        .kubectlWithInput(object, "create", "-n", namespace, "-f", "-")
        .orThrow("kubectl create");
  }

  private static Row accepted(String name, String change) {
    return new Row(name, "vsvc/minimal", change, List.of());
  }

  private static Row refused(String name, String change, String... expected) {
    return new Row(name, "vsvc/minimal", change, List.of(expected));
  }

  private static Row refusedForFull(String name, String change, String... expected) {
    return new Row(name, "vsvc/full", change, List.of(expected));
  }

  private static Row acceptedForPool(String name, String change) {
    return new Row(name, "apool/validation", change, List.of());
  }

  private static Row refusedForPool(String name, String change, String... expected) {
    return new Row(name, "apool/validation", change, List.of(expected));
  }
}
