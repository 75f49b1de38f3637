// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.AddressPool;
import dev.fixpoint.cli.Asked;
import dev.fixpoint.kit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Set-ups that are wrong on purpose: the first line of `explain` names the cause. Those of nodes
/// and of the operator are in [ExplainNodesIT].
class ExplainIT extends ShopCase {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /// Besides the ServiceCIDRs, in whose place they are as soon as there is one.
  private static final List<String> POOLS =
      List.of(
          "explain-main, ranges: [172.30.0.0/24], reserved: [172.30.0.200], priority: 9",
          "explain-tiny, ranges: [172.30.1.1-172.30.1.1], allocation: Manual",
          "explain-shy, ranges: [172.30.2.0/28], namespaceSelector: {matchLabels: {team: web}}",
          "explain-edge, ranges: [172.30.3.0/28], use: LoadBalancer");

  ExplainIT() {
    super(ONE_OPERATOR, "n1", "n2");
  }

  /// @param setup what is applied; gives the further arguments of `explain checkout`
  /// @param reason that the first line gives
  /// @param cause what it contains
  record Row(String name, Setup setup, String reason, String cause) {
    @Override
    public String toString() {
      return name;
    }
  }

  interface Setup {
    List<String> in(ExplainIT at);
  }

  @BeforeAll
  void addPools() {
    POOLS.forEach(this::pool);
  }

  @AfterAll
  void removePools() {
    cluster.client().resources(AddressPool.class).delete();
  }

  static Stream<Row> rows() {
    return Stream.of(pods(), addresses(), clients(), policies(), objects()).flatMap(rows -> rows);
  }

  private static Stream<Row> pods() {
    return Stream.of(
        new Row(
            "the selector has a typing error",
            at -> at.with("web-1", Map.of("app", "wbe")),
            "NoMatchingPods",
            "none of the 1 has app=web; they have app=wbe (1)"),
        new Row(
            "there is no pod",
            at -> at.service(),
            "NoMatchingPods",
            "matches no pod in namespace {namespace}; there is none"),
        new Row(
            "the readiness probe fails",
            at -> {
              at.onNode("n1").withProbe("/healthz").notReady().create();
              return at.service();
            },
            "NoReadyPods",
            "web-1 is not ready: container web fails its readiness probe (GET :8080/healthz)"),
        new Row(
            "the pod has no address",
            at -> {
              at.onNode("n1").withoutIp().create();
              return at.service();
            },
            "NoReadyPods",
            "web-1 has no IP yet"),
        new Row(
            "no container port has that name",
            at -> at.ready("ports: [{port: 80, targetPort: web}]"),
            "NoReadyPods",
            "no ready pod has a TCP container port named web, which port 80 asks for; they name http"),
        new Row(
            "nothing listens at the target port, as far as containers declare",
            at -> at.ready("ports: [{port: 80, targetPort: 9999}]"),
            "PortNotDeclared",
            "no container declares the target port 9999/TCP, they declare 8080/TCP"),
        new Row(
            "all weights are 0",
            at -> at.ready("backends: [{name: a, weight: 0}, {name: b, weight: 0}]"),
            "NoWeight",
            "all backends have weight 0"),
        new Row(
            "a backend selects no pod",
            at ->
                at.ready(
                    "backends: [{name: a}, {name: b, selector: {matchLabels: {version: v2}}}]"),
            "BackendWithoutPods",
            "backend b has no pod"),
        new Row(
            "a pod matches two backends",
            at -> at.ready("backends: [{name: a}, {name: b, selector: {matchLabels: {app: web}}}]"),
            "PodsOfSeveralBackends",
            "web-1 matches the backends a, b"),
        new Row(
            "a kubelet claims an address where no traffic may go",
            at -> {
              at.onNode("n1").withIp("127.0.0.1").withoutTraffic().create();
              return at.service();
            },
            "NoReadyPods",
            "web-1 has the address 127.0.0.1, where no traffic may go"),
        new Row(
            "a kubelet claims a virtual address, beside a pod that does not",
            at -> {
              at.ready("addresses: {ipv4: 172.30.0.77}");
              at.shop.awaitReady("checkout");
              at.node("n2", "web-2").withIp("172.30.0.77").withoutTraffic().create();
              return List.of();
            },
            "AddressRefused",
            "web-2 has the address 172.30.0.77, which is a virtual address"));
  }

  private static Stream<Row> addresses() {
    return Stream.of(
        new Row(
            "the pool is full",
            at -> {
              at.shop.apply("first", "addresses: {pool: explain-tiny}");
              at.shop.await("first", "Allocated", "True");
              return at.ready("addresses: {pool: explain-tiny}");
            },
            "PoolExhausted",
            "all 1 addresses of pool explain-tiny are in use"),
        new Row(
            "no pool has addresses of the family",
            at -> at.ready("addresses: {families: [IPv6]}"),
            "NoPool",
            "no AddressPool has IPv6 addresses: create one"),
        new Row(
            "the pool yields to an older one that it overlaps",
            at -> {
              at.pool("explain-young, ranges: [172.30.0.0/28]");
              return at.ready("addresses: {pool: explain-young}");
            },
            "PoolConflict",
            "AddressPool explain-young: "),
        new Row(
            "the pool does not exist any more",
            at -> at.ready("addresses: {pool: explain-gone}"),
            "PoolNotFound",
            "there is no AddressPool explain-gone"),
        new Row(
            "the pool has shrunk below an address in use",
            at -> {
              at.pool("explain-wide, ranges: [172.30.4.0/24], allocation: Manual");
              at.ready("addresses: {ipv4: 172.30.4.9}");
              at.shop.awaitReady("checkout");
              at.pool("explain-wide, ranges: [172.30.4.100-172.30.4.101], allocation: Manual");
              at.shop.apply("checkout");
              return List.of();
            },
            "OutOfRange",
            "holds 172.30.4.9, which is in no AddressPool any more"),
        new Row(
            "the pool is for other namespaces",
            at -> at.ready("addresses: {pool: explain-shy}"),
            "PoolNotAllowed",
            "AddressPool explain-shy serves only namespaces with team=web"),
        new Row(
            "another has the address",
            at -> {
              at.shop.apply("first", "addresses: {ipv4: 172.30.0.66}");
              at.shop.await("first", "Allocated", "True");
              return at.ready("addresses: {ipv4: 172.30.0.66}");
            },
            "AddressInUse",
            "172.30.0.66 is held by virtualservices.fixpoint.dev {namespace}/first"),
        new Row(
            "no pool has the address",
            at -> at.ready("addresses: {ipv4: 172.29.0.1}"),
            "AddressOutOfRange",
            "172.29.0.1 is not in pool"),
        new Row(
            "the address is reserved",
            at -> at.ready("addresses: {ipv4: 172.30.0.200}"),
            "AddressReserved",
            "172.30.0.200 is reserved in pool explain-main"));
  }

  private static Stream<Row> clients() {
    return Stream.of(
        new Row(
            "the client's namespace is not admitted",
            at -> at.access("{namespaceSelector: {matchLabels: {team: web}}}", "pod/client-n2"),
            "AccessDenied",
            "its namespace {namespace} has no label team, not team=web"),
        new Row(
            "the client's labels are not admitted",
            at -> at.access("{podSelector: {matchLabels: {app: front}}}", "pod/client-n2"),
            "AccessDenied",
            "spec.access.from[0]: it has app=client, not app=front"),
        new Row(
            "the client's address is not admitted",
            at -> at.access("{ipBlock: {cidr: 192.0.2.0/24}}", "node/n1"),
            "AccessDenied",
            "it has the address of its node"),
        new Row(
            "no endpoint on the client's node, and none of others may be used",
            at -> at.from("pod/client-n2", "traffic: {internal: Local}"),
            "NoLocalEndpoint",
            "traffic.internal is Local, and node n2"),
        new Row(
            "the client is outside the cluster",
            at -> at.from("198.51.100.9"),
            "ClientOutside",
            "cluster addresses are for clients inside"),
        new Row(
            "the client has another family",
            at -> at.from("fd00:77::9"),
            "ClientOutside",
            "address fd00:77::9 is in no Node's podCIDRs"),
        new Row(
            "the source ranges exclude the client",
            at -> {
              at.from(
                  "198.51.100.9",
                  "type: LoadBalancer",
                  "loadBalancer: {pool: explain-edge, sourceRanges: [192.0.2.0/24]}");
              at.shop.await("checkout", "Allocated", "True");
              return List.of("--from", "198.51.100.9");
            },
            "SourceRanges",
            "spec.loadBalancer.sourceRanges admits only 192.0.2.0/24"));
  }

  private static Stream<Row> policies() {
    return Stream.of(
        new Row(
            "a NetworkPolicy lets nobody in",
            at -> {
              at.policy("{podSelector: {}, policyTypes: [Ingress]}");
              return at.ready();
            },
            "NetworkPolicy",
            "NetworkPolicy {namespace}/wall isolates web-1, and does not let anybody in"),
        new Row(
            "a NetworkPolicy does not let the client in",
            at -> {
              at.policy(
                  "{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector:"
                      + " {matchLabels: {app: front}}}]}]}");
              return at.from("pod/client-n2");
            },
            "NetworkPolicy",
            "isolates web-1, and does not let pod {namespace}/client-n2 in"),
        new Row(
            "a NetworkPolicy does not let the client out",
            at -> {
              at.policy("{podSelector: {matchLabels: {app: client}}, policyTypes: [Egress]}");
              return at.from("pod/client-n2");
            },
            "NetworkPolicy",
            "NetworkPolicy {namespace}/wall isolates pod {namespace}/client-n2"));
  }

  private static Stream<Row> objects() {
    return Stream.of(
        new Row(
            "no node has the algorithm",
            at -> at.ready("loadBalancing: {algorithm: LeastConnections}"),
            "BackendUnsupported",
            "LeastConnections"),
        new Row(
            "it is paused, and not as its spec",
            at -> {
              at.ready();
              at.shop.awaitReady("checkout");
              at.shop.kubectl("annotate", "vsvc/checkout", "fixpoint.dev/paused=true");
              at.node("n2", "web-2").withoutTraffic().create();
              return List.of();
            },
            "Paused",
            "the VirtualService is paused: remove the annotation fixpoint.dev/paused"),
        new Row(
            "its namespace is being deleted",
            at -> {
              at.ready();
              at.cluster.client().namespaces().withName(at.shop.namespace()).delete();
              return List.of();
            },
            "NamespaceTerminating",
            "namespace {namespace} is being deleted"),
        new Row(
            "a Service has its name",
            at -> {
              at.shop.kubectl("create", "service", "clusterip", "checkout", "--tcp=80:8080");
              return at.ready();
            },
            "ForeignObject",
            "Service checkout"),
        new Row(
            "another has the node port",
            at -> {
              var port = "ports: [{port: 80, targetPort: http, nodePort: 28123}]";
              at.shop.apply("first", "type: NodePort", port);
              at.shop.await("first", "Allocated", "True");
              return at.ready("type: NodePort", port);
            },
            "NodePortInUse",
            "28123"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theCauseIsInTheFirstLine(Row row) {
    var more = row.setup().in(this);
    var args = Stream.concat(Stream.of(shop.namespace() + "/checkout"), more.stream());
    var call = args.toArray(String[]::new);
    var cause = row.cause().replace("{namespace}", shop.namespace());
    var last = new AtomicReference<>(Asked.explain(cluster.client(), call).err());

    Await.until(
        "(" + row.reason() + ") " + cause,
        LIMIT,
        () -> {
          var run = Asked.explain(cluster.client(), call);
          last.set(run.out() + run.err());
          return first(run.out()).contains("(" + row.reason() + "): ")
              && first(run.out()).contains(cause);
        },
        last::get);

    assertThat(Asked.explain(cluster.client(), call).exit())
        .isEqualTo(row.reason().equals("PortNotDeclared") ? 0 : 1);
  }

  private static String first(String text) {
    return text.lines().findFirst().orElse("");
  }

  private dev.fixpoint.kit.SimPodBuilder node(String node, String name) {
    return fleet.node(node).podBuilder(shop.namespace(), name, Map.of("app", "web"));
  }

  private dev.fixpoint.kit.SimPodBuilder onNode(String node) {
    return node(node, "web-1");
  }

  /// The VirtualService, and one pod with these labels.
  private List<String> with(String pod, Map<String, String> labels) {
    fleet.node("n1").podBuilder(shop.namespace(), pod, labels).withoutTraffic().create();
    return service();
  }

  private List<String> service(String... spec) {
    shop.apply("checkout", spec);
    return List.of();
  }

  /// The VirtualService, and a ready pod on n1.
  private List<String> ready(String... spec) {
    onNode("n1").withoutTraffic().create();
    return service(spec);
  }

  /// The same, and a client, on n2 where it is a pod.
  private List<String> from(String client, String... spec) {
    if (client.startsWith("pod/")) {
      fleet
          .node("n2")
          .podBuilder(shop.namespace(), client.substring("pod/".length()), Map.of("app", "client"))
          .withoutTraffic()
          .create();
    }
    ready(spec);
    return List.of("--from", client);
  }

  private List<String> access(String peer, String client) {
    return from(client, "access: {from: [" + peer + "]}");
  }

  private void policy(String spec) {
    apply("networking.k8s.io/v1", "NetworkPolicy", "wall, namespace: " + shop.namespace(), spec);
  }

  /// @param nameAndSpec the name, then the fields of the spec
  private void pool(String nameAndSpec) {
    var parts = nameAndSpec.split(", ", 2);
    apply("fixpoint.dev/v1alpha1", "AddressPool", parts[0], "{" + parts[1] + "}");
  }

  private void apply(String version, String kind, String metadata, String spec) {
    var manifest =
        """
        apiVersion: %s
        kind: %s
        metadata: {name: %s}
        spec: %s
        """
            .formatted(version, kind, metadata, spec);
    cluster.kubectlWithInput(manifest, "apply", "-f", "-").orThrow("apply " + kind);
  }
}
