// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.cli.Reading.Part;
import dev.fixpoint.cli.Scene.Change;
import dev.fixpoint.intent.Intent.Announced;
import dev.fixpoint.intent.Intent.External;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the first line says of each cause.
class ExplanationTest {

  /// @param reason that the verdict gives
  /// @param verdict what it contains, beside the reason
  record Row(String name, Change change, String reason, String... verdict) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(addresses(), pods(), nodes(), operator(), clients(), policies())
        .flatMap(rows -> rows);
  }

  private static Stream<Row> addresses() {
    return Stream.of(
        new Row(
            "nothing is wrong",
            s -> {},
            "Ready",
            "shop/checkout is ready: 10.0.0.1 answers on every live node, from 1 of 1 pods"),
        new Row(
            "the spec breaks a rule",
            s -> s.spec("access: {from: []}\n"),
            "Invalid",
            "spec.access.from: needs at least one peer"),
        new Row(
            "it is being deleted",
            s -> s.service.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z"),
            "Deleted",
            "waits for its finalizers"),
        new Row(
            "its namespace is being deleted",
            s -> s.ending = true,
            "NamespaceTerminating",
            "is not ready",
            "namespace shop is being deleted"),
        new Row(
            "the pool is full",
            s -> {
              s.claims = List.of(Sample.claim("10.0.0.1", "a"), Sample.claim("10.0.0.2", "b"));
              s.published = false;
            },
            "PoolExhausted",
            "all 2 addresses of pool default are in use"),
        new Row(
            "there is no pool of its family",
            s -> {
              s.spec("addresses: {families: [IPv6]}\n");
              s.claims = List.of();
              s.published = false;
            },
            "NoPool",
            "no AddressPool has IPv6 addresses: create one"),
        new Row(
            "asks for another address that is not of the pool, and keeps what it holds",
            s -> s.spec("addresses: {ipv4: 10.9.0.1}\n"),
            "AddressOutOfRange",
            "10.9.0.1 is not in pool default"),
        new Row(
            "asks for an address that another has",
            s -> {
              s.spec("addresses: {ipv4: 10.0.0.2}\n");
              s.claims = List.of(Sample.claim("10.0.0.2", "b"));
              s.published = false;
            },
            "AddressInUse",
            "10.0.0.2 is held by virtualservices.fixpoint.dev shop/b"),
        new Row(
            "asks for a pool that is gone",
            s -> {
              s.spec("addresses: {pool: edge}\n");
              s.claims = List.of();
              s.published = false;
            },
            "PoolNotFound",
            "there is no AddressPool edge; there is default"),
        new Row(
            "its pool has shrunk",
            s -> s.pools = List.of(Sample.pool("10.0.7.1-10.0.7.2")),
            "OutOfRange",
            "is ready, but not in full",
            "in no AddressPool any more"),
        new Row(
            "one of two families cannot be had",
            s -> s.spec("addresses: {families: [IPv4, IPv6], policy: PreferDualStack}\n"),
            "FamilyMissing",
            "no IPv6 address"));
  }

  private static Stream<Row> pods() {
    return Stream.of(
        new Row(
            "a typing error in the selector",
            s -> s.service = Sample.service("checkout", "webb"),
            "NoMatchingPods",
            "none of the 1 has app=webb; they have app=web (1)"),
        new Row(
            "no pod at all",
            s -> s.pods = List.of(),
            "NoMatchingPods",
            "matches no pod in namespace shop; there is none"),
        new Row(
            "a readiness probe fails",
            s -> s.pods = List.of(probed()),
            "NoReadyPods",
            "web-1 is not ready: container web fails its readiness probe (GET :8080/healthz)"),
        new Row(
            "no address yet",
            s -> s.pods = List.of(pending()),
            "NoReadyPods",
            "web-1 has no IP yet: it is on no node yet: Unschedulable: 0/3 nodes are available"),
        new Row(
            "the last pod is ending",
            s -> s.pods.getFirst().getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z"),
            "NoReadyPods",
            "0 of 1 pods are ready: web-1 is terminating"),
        new Row(
            "a port name that no container has",
            s ->
                s.service
                    .getSpec()
                    .getPorts()
                    .getFirst()
                    .setTargetPort(new io.fabric8.kubernetes.api.model.IntOrString("web")),
            "NoReadyPods",
            "no ready pod has a TCP container port named web",
            "they name http (8080/TCP)"),
        new Row(
            "a target port that no container declares",
            s ->
                s.service
                    .getSpec()
                    .getPorts()
                    .getFirst()
                    .setTargetPort(new io.fabric8.kubernetes.api.model.IntOrString(9999)),
            "PortNotDeclared",
            "is ready, with a doubt",
            "no container declares the target port 9999/TCP, they declare 8080/TCP"),
        new Row(
            "all weights are 0",
            s -> s.spec("backends: [{name: a, weight: 0}]\n"),
            "NoWeight",
            "all backends have weight 0"),
        new Row(
            "a backend without pods",
            s ->
                s.spec(
                    "backends: [{name: a}, {name: b, selector: {matchLabels: {version: v2}}}]\n"),
            "BackendWithoutPods",
            "is ready, but not in full",
            "backend b has no pod",
            "none of the 1 has version=v2, nor any label version"),
        new Row(
            "no backend has pods",
            s -> s.spec("backends: [{name: b, selector: {matchLabels: {version: v2}}}]\n"),
            "NoMatchingPods",
            "no backend's selector does: web-1; none of the 1 has version=v2"),
        new Row(
            "a pod of two backends",
            s -> s.spec("backends: [{name: a}, {name: b}]\n"),
            "PodsOfSeveralBackends",
            "is ready, but not in full",
            "web-1 matches the backends a, b: each counts for the first alone"),
        new Row(
            "a forged address beside a good one",
            s -> s.pods.add(Sample.pod("web-3", "127.0.0.1", true)),
            "AddressRefused",
            "web-3 has the address 127.0.0.1, where no traffic may go"),
        new Row(
            "a forged address alone",
            s -> s.pods = List.of(Sample.pod("web-3", "10.0.0.1", true)),
            "NoReadyPods",
            "web-3 has the address 10.0.0.1, which is a virtual address"),
        new Row(
            "all endpoints on a dead node",
            s -> s.nodes = List.of(Sample.deadView("n1", 50), Sample.view("n2", 50)),
            "NodeNotReady",
            "is not ready",
            "1 of 1 endpoints (web-1) on a Node that is not Ready, n1"));
  }

  private static Stream<Row> nodes() {
    return Stream.of(
        new Row(
            "a node lags",
            s -> s.nodes = List.of(Sample.view("n1", 50), Sample.view("n2", 49)),
            "Pending",
            "is not ready",
            "1 of 2 live nodes route this revision; waiting for n2"),
        new Row(
            "a kernel refuses it",
            s -> s.nodes = List.of(Sample.view("n1", 50, Map.of(Sample.CHECKOUT, "No space left"))),
            "NodeFailed",
            "node n1: No space left"),
        new Row(
            "an algorithm that a backend does not have",
            s ->
                s.nodes =
                    List.of(
                        Sample.view(
                            "n1",
                            50,
                            Map.of(Sample.CHECKOUT, "BackendUnsupported: no LeastConnections"))),
            "BackendUnsupported",
            "no LeastConnections"),
        new Row(
            "no agent at all",
            s -> s.nodes = List.of(Sample.bareView("n1")),
            "NoLiveNodes",
            "no agent reports"),
        new Row(
            "a node without an agent",
            s -> s.nodes = List.of(Sample.view("n1", 50), Sample.bareView("n3")),
            "NoAgent",
            "is ready, but not in full",
            "node n3: no agent reports; clients there get no answer"),
        new Row(
            "an agent that is gone, whose kernel has the revision",
            s -> s.nodes = List.of(Sample.view("n1", 50), Sample.silentView("n2", 50)),
            "AgentSilent",
            "is ready, but may not stay so",
            "node n2: its agent has been silent for 5m"),
        new Row(
            "an agent that is gone, whose kernel has not",
            s -> s.nodes = List.of(Sample.view("n1", 50), Sample.silentView("n2", 49)),
            "AgentSilent",
            "is not ready",
            "clients there go where an earlier revision says"));
  }

  private static Stream<Row> operator() {
    return Stream.of(
        new Row(
            "the operator has not allocated",
            s -> {
              s.claims = List.of();
              s.published = false;
            },
            "NotAllocated",
            "holds no IPv4 address yet, though pool default has one: see that the operator runs"),
        new Row(
            "no operator that could allocate",
            s -> {
              s.claims = List.of();
              s.published = false;
              s.operator = Optional.of(new OperatorView("op-1", "1.2", "has been silent for 5m"));
            },
            "OperatorDown",
            "holds no IPv4 address yet"),
        new Row(
            "the operator has not published",
            s -> s.published = false,
            "Pending",
            "the RoutingIntent is not what it should be by now: see that the operator runs"),
        new Row(
            "no operator that could publish",
            s -> {
              s.published = false;
              s.operator = Optional.of(new OperatorView("op-1", "1.2", "has been silent for 5m"));
            },
            "OperatorDown",
            "the operator op-1 has been silent for 5m: see whether its pods run"),
        new Row(
            "no operator, and nothing to do",
            s -> s.operator = Optional.of(OperatorView.of(Optional.empty(), Sample.NOW)),
            "OperatorDown",
            "is ready, but may not stay so",
            "no operator leads"),
        new Row(
            "paused with changes outstanding",
            s -> {
              s.published = false;
              pause(s);
            },
            "Paused",
            "is not ready",
            "remove the annotation fixpoint.dev/paused"),
        new Row(
            "paused, and nothing to do",
            ExplanationTest::pause,
            "Paused",
            "is ready, but may not stay so"),
        new Row(
            "a Service has its name",
            s ->
                s.service =
                    Sample.told(
                        "{type: Ready, status: 'True', reason: Ready, message: m}",
                        "{type: Published, status: 'False', reason: ForeignObject, message: Service x}"),
            "ForeignObject",
            "is ready, but not in full",
            "Service x"),
        new Row(
            "a node port that another has",
            s ->
                s.service =
                    Sample.told(
                        "{type: Allocated, status: 'False', reason: NodePortInUse, message: port 28080}"),
            "NodePortInUse",
            "is not ready",
            "port 28080"));
  }

  private static Stream<Row> clients() {
    return Stream.of(
        new Row(
            "a client that may, and by which rule",
            s -> {
              s.spec(access("{podSelector: {matchLabels: {app: front}}}"));
              from(s, "shop", Map.of(), Map.of("app", "front"));
            },
            "Ready",
            "shop/checkout is ready for pod shop/client: 10.0.0.1"),
        new Row(
            "denied by the labels of its namespace",
            s -> {
              s.spec(access("{namespaceSelector: {matchLabels: {team: web}}}"));
              from(s, "other", Map.of("team", "ops"), Map.of());
            },
            "AccessDenied",
            "is not reached by pod other/client",
            "its namespace other has team=ops, not team=web",
            "refused"),
        new Row(
            "denied by its own labels",
            s -> {
              s.spec(access("{podSelector: {matchLabels: {app: front}}}"));
              from(s, "shop", Map.of(), Map.of("app", "back"));
            },
            "AccessDenied",
            "spec.access.from[0]: it has app=back, not app=front"),
        new Row(
            "denied by its address",
            s -> {
              s.spec(access("{ipBlock: {cidr: 10.20.0.0/16, except: [10.20.1.0/24]}}"));
              s.visitor = Optional.of(at("10.20.1.5", "10.0.0.0/8"));
            },
            "AccessDenied",
            "is not reached by address 10.20.1.5",
            "not in 10.20.0.0-10.20.255.255 except 10.20.1.0-10.20.1.255"),
        new Row(
            "not yet in the set of clients",
            s -> {
              s.spec(access("{podSelector: {matchLabels: {app: front}}}"));
              s.clients = Optional.of(Map.of());
              from(s, "shop", Map.of(), Map.of("app", "front"));
            },
            "ClientNotListed",
            "do not list it yet"),
        new Row(
            "a client outside the cluster",
            s -> s.visitor = Optional.of(at("198.51.100.9", "10.0.0.0/8")),
            "ClientOutside",
            "is not reached by address 198.51.100.9",
            "cluster addresses are for clients inside"),
        new Row(
            "a client that the source ranges exclude",
            s -> {
              s.spec("type: LoadBalancer\n");
              s.external = balanced();
              s.visitor = Optional.of(at("192.0.2.9", "10.0.0.0/8"));
            },
            "SourceRanges",
            "spec.loadBalancer.sourceRanges admits only 198.51.100.0/24"),
        new Row(
            "a client that the source ranges admit",
            s -> {
              s.spec("type: LoadBalancer\n");
              s.external = balanced();
              s.visitor = Optional.of(at("198.51.100.9", "10.0.0.0/8"));
            },
            "Ready",
            "is ready for address 198.51.100.9"),
        new Row(
            "a client of another family",
            s -> s.visitor = Optional.of(at("fd00::9", "fd00::/8")),
            "WrongFamily",
            "address fd00::9 has fd00::9, and the VirtualService only 10.0.0.1"),
        new Row(
            "no endpoint on the client's node",
            s -> {
              s.spec("traffic: {internal: Local}\n");
              from(s, "shop", Map.of(), Map.of());
            },
            "NoLocalEndpoint",
            "node n2, where pod shop/client is, has no ready endpoint; there are some on node n1"),
        new Row(
            "no agent on the client's node",
            s -> {
              s.nodes = List.of(Sample.view("n1", 50), Sample.bareView("n2"));
              from(s, "shop", Map.of(), Map.of());
            },
            "NoAgent",
            "is not reached by pod shop/client",
            "node n2"),
        new Row(
            "the agent of the client's node is gone, and its kernel lags",
            s -> {
              s.nodes = List.of(Sample.view("n1", 50), Sample.silentView("n2", 49));
              from(s, "shop", Map.of(), Map.of());
            },
            "AgentSilent",
            "is not reached by pod shop/client",
            "node n2, where pod shop/client is: its agent has been silent for 5m"));
  }

  private static Stream<Row> policies() {
    return Stream.of(
        new Row(
            "a NetworkPolicy that lets nobody in",
            s -> s.policy("{podSelector: {}, policyTypes: [Ingress]}"),
            "NetworkPolicy",
            "is not ready",
            "port 80/TCP: NetworkPolicy shop/wall isolates web-1, and does not let anybody in"),
        new Row(
            "a NetworkPolicy that does not let the client in",
            s -> {
              s.policy(
                  "{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector:"
                      + " {matchLabels: {app: front}}}]}]}");
              from(s, "shop", Map.of(), Map.of("app", "back"));
            },
            "NetworkPolicy",
            "is not reached by pod shop/client",
            "does not let pod shop/client in"),
        new Row(
            "a NetworkPolicy that lets the client in",
            s -> {
              s.policy(
                  "{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector:"
                      + " {matchLabels: {app: front}}}], ports: [{port: http}]}]}");
              from(s, "shop", Map.of(), Map.of("app", "front"));
            },
            "Ready",
            "from 1 of 1 pods"),
        new Row(
            "a NetworkPolicy that lets the client in at another port",
            s -> {
              s.policy("{podSelector: {}, ingress: [{ports: [{port: 9000, endPort: 9010}]}]}");
              from(s, "shop", Map.of(), Map.of("app", "front"));
            },
            "NetworkPolicy",
            "does not let pod shop/client in"),
        new Row(
            "a NetworkPolicy that does not let the client out",
            s -> {
              s.policy("{podSelector: {matchLabels: {app: back}}, policyTypes: [Egress]}");
              from(s, "shop", Map.of(), Map.of("app", "back"));
            },
            "NetworkPolicy",
            "isolates pod shop/client, and lets it open no connection to 1 of 1 endpoints"),
        new Row(
            "a rule of somebody else's on the client's node",
            s -> {
              from(s, "shop", Map.of(), Map.of());
              s.foreign =
                  """
                  table inet firewall {
                    chain input {
                      ip daddr 10.0.0.1 drop
                    }
                  }
                  """;
            },
            "ForeignRule",
            "is not reached by pod shop/client",
            "table inet firewall, chain input of its node ends connections to 10.0.0.1: ip daddr"
                + " 10.0.0.1 drop"),
        new Row(
            "nobody in, but its own node",
            s -> {
              s.policy("{podSelector: {}, policyTypes: [Ingress]}");
              s.visitor =
                  Optional.of(
                      new Visitor(
                          "node n1",
                          new dev.fixpoint.access.Admission.Client(
                              "", Map.of(), Optional.empty(), List.of(Ip.of("10.9.0.1")), true),
                          Optional.of("n1"),
                          false));
            },
            "Ready",
            "is ready for node n1"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void namesTheCauseInItsFirstLine(Row row) {
    var explanation = Scene.with(row.change()).explain();

    var first = explanation.text().lines().findFirst().orElseThrow();
    assertThat(explanation.reason()).as(explanation.text()).isEqualTo(row.reason());
    assertThat(first).startsWith("shop/checkout is ").contains(row.verdict());
    if (row.reason().equals("Ready")) {
      assertThat(explanation.causes()).isEmpty();
    } else {
      assertThat(first).contains("(" + row.reason() + "): ");
    }
    boolean fine = Set.of("Ready", "PortNotDeclared").contains(row.reason());
    assertThat(explanation.isWell()).isEqualTo(fine);
  }

  @Test
  void whatHarmsMoreComesFirstAndTheRestIsTold() {
    var scene =
        Scene.with(
            s -> {
              s.spec(access("{podSelector: {matchLabels: {app: front}}}"));
              s.nodes = List.of(Sample.view("n1", 50), Sample.view("n2", 49));
              s.operator = Optional.of(new OperatorView("op-1", "1.2", "has been silent for 5m"));
              s.pods.add(Sample.pod("web-3", "127.0.0.1", true));
              s.policy("{podSelector: {}, policyTypes: [Ingress]}");
              from(s, "shop", Map.of(), Map.of("app", "back"));
            });

    assertThat(scene.explain().causes())
        .extracting(Cause::reason)
        .containsExactly(
            "AccessDenied", "NetworkPolicy", "Pending", "AddressRefused", "OperatorDown");
    assertThat(scene.explain().text()).contains("\nAlso (NetworkPolicy): port 80/TCP: ");

    scene.pods = List.of();
    assertThat(scene.explain().reason()).isEqualTo("NoMatchingPods");
  }

  @Test
  void tellsEachStage() {
    var text =
        Scene.with(
                s -> {
                  s.spec(
                      "backends: [{name: stable, weight: 3, selector: {matchLabels: {app: web}}},"
                          + " {name: canary, weight: 1, selector: {matchLabels: {version: v2}}}]\n");
                  s.pods.add(labelled("web-2", "10.1.0.2"));
                  s.pods.add(Sample.pod("web-9", "10.1.0.9", false));
                })
            .explain()
            .text();

    assertThat(text)
        .contains("app=web matches 3 pods in namespace shop")
        .contains("Address   10.0.0.1, of pool default")
        .contains("80/TCP -> http = 8080")
        .contains("Access    the whole cluster may connect")
        .containsPattern("web-1 +10.1.0.1 +n1 +50.0% +yes")
        .contains("no: is not ready: containers with unready status: [web]");
  }

  @Test
  void tellsSharesOfBackends() {
    var explanation =
        Scene.with(
                s -> {
                  s.spec(
                      "backends: [{name: stable, weight: 3, selector: {matchExpressions: [{key:"
                          + " version, operator: DoesNotExist}]}}, {name: canary, weight: 1,"
                          + " selector: {matchLabels: {version: v2}}}]\n");
                  s.pods.add(labelled("web-2", "10.1.0.2"));
                })
            .explain();

    assertThat(explanation.backends())
        .containsExactly(
            "stable: weight 3, 1 of 1 pods ready, gets 75.0%",
            "canary: weight 1, 1 of 1 pods ready, gets 25.0%");
    assertThat(explanation.pods()).extracting("share").containsExactly("75.0%", "25.0%");
  }

  @Test
  void tellsWhatLacksOfPodsThatAreNearlySelected() {
    var scene = Scene.with(s -> s.service = Sample.service("checkout", "webb"));

    assertThat(scene.explain().pods())
        .extracting("endpoint")
        .containsExactly("no: has app=web, not app=webb");
  }

  @Test
  void withoutARightTheStatusIsQuotedAndTheRightIsNamed() {
    var scene =
        Scene.with(
            s -> {
              s.service =
                  Sample.told(
                      "{type: Allocated, status: 'True', reason: Allocated, message: m}",
                      "{type: EndpointsReady, status: 'False', reason: NoReadyPods, message: all down}");
              s.pods = List.of();
              s.pools = List.of();
              s.claims = List.of();
              s.nodes = List.of();
              s.published = false;
              s.hidden = Set.of(Part.PODS, Part.ADDRESSES, Part.NODES);
              s.denied = List.of("list pods in namespace shop");
            });

    assertThat(scene.explain().verdict())
        .isEqualTo("shop/checkout is not ready (NoReadyPods): all down");
    assertThat(scene.explain().notes())
        .contains(
            "you may not list pods in namespace shop: what depends on that is as the status says it");
  }

  @Test
  void aStatusThatSaysOtherwiseIsQuoted() {
    var scene =
        Scene.with(
            s -> {
              s.service = Sample.told("checkout", 1, "True", "Ready");
              s.pods = List.of(Sample.pod("web-2", "10.1.0.2", false));
            });

    assertThat(scene.explain().notes()).containsExactly("its status still says that it is ready");
  }

  private static String access(String peer) {
    return "access: {from: [" + peer + "]}\n";
  }

  private static void pause(Scene scene) {
    scene.service.getMetadata().setAnnotations(Map.of("fixpoint.dev/paused", "true"));
  }

  /// A pod of this namespace, on n2.
  private static void from(
      Scene scene, String namespace, Map<String, String> ofNamespace, Map<String, String> labels) {
    var pod =
        new PodBuilder(Sample.pod("client", "10.1.0.7", true))
            .editMetadata()
            .withNamespace(namespace)
            .withLabels(labels)
            .endMetadata()
            .editSpec()
            .withNodeName("n2")
            .endSpec()
            .build();
    scene.visitor = Optional.of(Visitor.pod(pod, ofNamespace, scene.nodes));
  }

  private static Visitor at(String address, String inside) {
    return Visitor.address(Ip.of(address), List.of(), List.of(IpRange.parse(inside).orElseThrow()));
  }

  private static External balanced() {
    return new External(
        List.of(28080),
        List.of(new Announced(Ip.of("203.0.113.7"), "n1")),
        List.of(IpRange.parse("198.51.100.0/24").orElseThrow()),
        0);
  }

  private static Pod labelled(String name, String address) {
    return new PodBuilder(Sample.pod(name, address, true))
        .editMetadata()
        .addToLabels("version", "v2")
        .endMetadata()
        .build();
  }

  private static Pod probed() {
    return new PodBuilder(Sample.pod("web-1", "10.1.0.1", false))
        .editSpec()
        .editFirstContainer()
        .withNewReadinessProbe()
        .withNewHttpGet()
        .withPath("/healthz")
        .withNewPort(8080)
        .endHttpGet()
        .endReadinessProbe()
        .endContainer()
        .endSpec()
        .editStatus()
        .addNewContainerStatus()
        .withName("web")
        .withReady(false)
        .withStarted(true)
        .withNewState()
        .withNewRunning()
        .endRunning()
        .endState()
        .endContainerStatus()
        .endStatus()
        .build();
  }

  private static Pod pending() {
    return new PodBuilder(Sample.pod("web-1", null, false))
        .editStatus()
        .withPhase("Pending")
        .addNewCondition()
        .withType("PodScheduled")
        .withStatus("False")
        .withReason("Unschedulable")
        .withMessage("0/3 nodes are available")
        .endCondition()
        .endStatus()
        .build();
  }
}
