// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.Run;
import dev.fixpoint.kit.UsesControlPlane;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What people ask, answered by the built jar from a real API server.
@UsesControlPlane
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandsIT {
  private ControlPlane cluster;
  private Fleet fleet;
  private String namespace;

  @BeforeAll
  void start(ControlPlane controlPlane) {
    cluster = controlPlane;
    // Nobody else may lead: an operator that has been paused goes on at once.
    fleet = Fleet.start(controlPlane, Map.of("FIXPOINT_LEADER_ELECTION", "false"), "n1");
    namespace = cluster.namespace("ask");
    for (var pod : new String[] {"web-1", "web-2"}) {
      fleet.node("n1").podBuilder(namespace, pod, Map.of("app", "web")).withoutTraffic().create();
    }
    apply("checkout", "web");
    kubectl("wait", "--for=condition=Ready", "vsvc/checkout", "-n", namespace, "--timeout=60s");
  }

  @AfterAll
  void stop() {
    fleet.close();
  }

  @Test
  void statusOfAHealthyClusterSaysSoInItsFirstLine() {
    var run = cluster.fixpoint("status", "-n", namespace);

    assertThat(run.exit()).as(run.out() + run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("1 node, 1 pool, 1 VirtualService: all ready\n");
    assertThat(run.out()).containsPattern("n1 +nftables +1 +0 +0 +[0-9]+s ago +ok");
    assertThat(run.out()).contains("(ServiceCIDR)");
  }

  @Test
  void explainTellsTheStoryOfAReadyService() {
    var run = cluster.fixpoint("explain", "vsvc/checkout", "-n", namespace);

    assertThat(run.exit()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .startsWith(namespace + "/checkout is ready: " + address("checkout"))
        .contains("app=web matches 2 pods")
        .contains("of pool (ServiceCIDR)")
        .contains("80/TCP -> http = 8080")
        .contains("all 1 live nodes route this revision")
        .containsPattern("n1 +yes");
  }

  @Test
  void explainSaysWhatASelectorMissesAndStatusNamesTheService() {
    apply("lonely", "webb");
    kubectl(
        "wait",
        "--for=condition=EndpointsReady=False",
        "vsvc/lonely",
        "-n",
        namespace,
        "--timeout=60s");
    try {
      var explain = cluster.fixpoint("explain", namespace + "/lonely");
      assertThat(explain.exit()).as(explain.out() + explain.err()).isEqualTo(1);
      assertThat(explain.out())
          .startsWith(namespace + "/lonely is not ready (NoMatchingPods)")
          .contains("none of the 2 has app=webb; they have app=web (2)");

      var status = cluster.fixpoint("status", "-n", namespace, "-o", "json");
      assertThat(status.exit()).as(status.out() + status.err()).isEqualTo(1);
      assertThat(status.out())
          .contains("\"reason\":\"NoMatchingPods\"")
          .contains("2 VirtualServices: 1 VirtualService not ready");

      var trace = cluster.fixpoint("trace", "--node", "n1", address("lonely") + ":80");
      assertThat(trace.exit()).as(trace.out() + trace.err()).isEqualTo(1);
      assertThat(trace.out()).contains("refuses").contains("has no endpoint");
    } finally {
      kubectl("delete", "vsvc", "lonely", "-n", namespace);
    }
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNearest() {
    var run = cluster.fixpoint("explain", "chekout", "-n", namespace);

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .isEqualTo(
            "fixpoint: there is no VirtualService chekout in namespace %s: did you mean checkout?\n"
                .formatted(namespace));
  }

  @Test
  void traceNamesTheTargetsAndTheirShares() {
    var run = cluster.fixpoint("trace", "--node", "n1", address("checkout") + ":80");

    assertThat(run.exit()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .startsWith("node n1 sends each new connection to " + address("checkout") + ":80/TCP")
        .containsPattern(":8080 +50.0% +n1 \\(this node\\)")
        .contains("Applied   yes");
  }

  @Test
  void traceOfAnUnknownPortSaysWhichThereAre() {
    var run = cluster.fixpoint("trace", "--node", "n1", "checkout:81", "-n", namespace);

    assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.out()).contains("refuses").contains("has only the ports 80/TCP");
  }

  @Test
  void traceOfAnAddressThatNobodyHasSaysSo() {
    var run = cluster.fixpoint("trace", "--node", "n1", "198.51.100.7:80");

    assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.out()).contains("no VirtualService has this address");
  }

  @Test
  void checkFindsAClaimWhoseVirtualServiceIsGone() {
    var clean = cluster.fixpoint("check");
    assertThat(clean.out() + clean.err()).isEqualTo("no findings\n");
    assertThat(clean.exit()).isZero();

    fleet.operator().pause();
    try {
      claim("203.0.113.9", "gone");
      var run = cluster.fixpoint("check", "-n", namespace);
      assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(1);
      assertThat(run.out())
          .contains("ipaddress/203.0.113.9: held for VirtualService " + namespace + "/gone, which")
          .contains("but no pool has it");
    } finally {
      kubectl("delete", "ipaddress", "203.0.113.9");
      fleet.operator().resume();
    }
  }

  @Test
  void whoMayNotReadIsToldWhichRightsAreMissing() {
    var run = cluster.fixpointAs("jane", "status");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err())
        .contains("you may not")
        .contains("list nodes")
        .contains("list virtualservices.fixpoint.dev");
  }

  @Test
  void wrongUsageIsOneLineAndExitCodeTwo() {
    var run = cluster.fixpoint("trace", "--node", "n1", "nonsense");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            """
            fixpoint: not an ADDRESS:PORT such as 10.96.0.7:80: nonsense
            See: fixpoint trace --help
            """);
  }

  private void apply(String name, String app) {
    var manifest =
        """
        apiVersion: fixpoint.dev/v1alpha1
        kind: VirtualService
        metadata: {name: %s, namespace: %s}
        spec:
          selector: {matchLabels: {app: %s}}
          ports: [{port: 80, targetPort: http}]
        """
            .formatted(name, namespace, app);
    cluster.kubectlWithInput(manifest, "apply", "-f", "-").orThrow("apply");
  }

  private void claim(String address, String owner) {
    var manifest =
        """
        apiVersion: networking.k8s.io/v1
        kind: IPAddress
        metadata:
          name: %s
          labels:
            ipaddress.kubernetes.io/managed-by: fixpoint.dev
            ipaddress.kubernetes.io/ip-family: IPv4
            fixpoint.dev/owner-uid: 00000000-0000-0000-0000-000000000000
        spec:
          parentRef: {group: fixpoint.dev, resource: virtualservices, namespace: %s, name: %s}
        """
            .formatted(address, namespace, owner);
    cluster.kubectlWithInput(manifest, "apply", "-f", "-").orThrow("apply");
  }

  private String address(String name) {
    return kubectl("get", "vsvc", name, "-n", namespace, "-o", "jsonpath={.status.addresses[0]}");
  }

  private String kubectl(String... args) {
    Run run = cluster.kubectl(args);
    return run.orThrow(String.join(" ", args)).out();
  }
}
