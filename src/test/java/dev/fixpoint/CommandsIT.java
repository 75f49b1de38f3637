// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.Run;
import dev.fixpoint.kit.UsesControlPlane;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What people ask, answered by the built jar from a real API server.
@UsesControlPlane
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandsIT {
  private ControlPlane cluster;
  private Fleet fleet;
  private Shop shop;
  private String namespace;

  @BeforeAll
  void start(ControlPlane controlPlane) {
    cluster = controlPlane;
    // Nobody else may lead: an operator that has been paused goes on at once.
    fleet = Fleet.start(controlPlane, Map.of("FIXPOINT_LEADER_ELECTION", "false"), "n1");
    shop = new Shop(controlPlane, fleet);
    namespace = shop.namespace();
    shop.pod("n1", "web-1");
    shop.pod("n1", "web-2");
    shop.apply("checkout");
    shop.awaitReady("checkout");
  }

  @AfterAll
  void stop() {
    fleet.close();
  }

  @Test
  void statusOfAHealthyClusterSaysSoInItsFirstLine() {
    var run = ask(0, "status", "-n", namespace);

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("1 node, 1 pool, 1 VirtualService: all ready\n");
    assertThat(run.out()).containsPattern("n1 +nftables +[^ ]+ +1 +0 +0 +0 +[0-9]+s ago +ok");
    assertThat(run.out()).contains("(ServiceCIDR)");
  }

  @Test
  void explainTellsTheStoryOfAReadyService() {
    var run = ask(0, "explain", "vsvc/checkout", "-n", namespace);

    assertThat(run.out())
        .startsWith(namespace + "/checkout is ready: " + shop.address("checkout"))
        .contains("app=web matches 2 pods")
        .contains("of pool (ServiceCIDR)")
        .contains("80/TCP -> http = 8080")
        .contains("all 1 live nodes route this revision")
        .containsPattern("n1 +yes");
  }

  @Test
  void explainSaysWhatASelectorMissesAndStatusNamesTheService() {
    var elsewhere = new Shop(cluster, fleet);
    elsewhere.client("n1");
    elsewhere.apply("lonely");
    elsewhere.await("lonely", "EndpointsReady", "False");

    var explain = ask(1, "explain", elsewhere.namespace() + "/lonely");
    assertThat(explain.out())
        .startsWith(elsewhere.namespace() + "/lonely is not ready (NoMatchingPods)")
        .contains("none of the 1 has app=web; they have app=client (1)");

    var json = ask(1, "explain", elsewhere.namespace() + "/lonely", "-o", "json");
    assertThat(json.out()).contains("NOBODY").contains("NoMatchingPods");

    var status = ask(1, "status", "-n", elsewhere.namespace(), "-o", "json");
    assertThat(status.out())
        .contains("\"reason\":\"NoMatchingPods\"")
        .contains("1 VirtualService: 1 VirtualService not ready");

    var trace = ask(1, "trace", "--node", "n1", elsewhere.address("lonely") + ":80");
    assertThat(trace.out()).contains("refuses").contains("has no endpoint");
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNearest() {
    var run = ask(1, "explain", "chekout", "-n", namespace);

    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .isEqualTo(
            "fixpoint: there is no VirtualService chekout in namespace %s: did you mean checkout?\n"
                .formatted(namespace));
  }

  @Test
  void traceNamesTheTargetsAndTheirShares() {
    var run = ask(0, "trace", "--node", "n1", shop.address("checkout") + ":80");

    assertThat(run.out())
        .startsWith("node n1 sends each new connection to " + shop.address("checkout") + ":80/TCP")
        .containsPattern(":8080 +50.0% +n1 \\(this node\\)")
        .contains("Applied   yes");
  }

  @Test
  void traceFollowsAPod() {
    var run =
        ask(0, "trace", "--node", "n1", "--from", "pod/web-1", "-n", namespace, "checkout:80");

    assertThat(run.out())
        .containsPattern(":8080 +50.0% +n1 \\(this node\\) +the client's address")
        .containsPattern(":8080 +50.0% +n1 \\(this node\\) +the node's address")
        .contains("(pod %s/web-1 of this node)".formatted(namespace))
        .contains("prerouting: goto inside");
  }

  @Test
  void traceTellsProgramsTheSame() {
    var vip = shop.address("checkout");

    var run = ask(1, "trace", "--node", "n1", "--from", "192.0.2.77", "-o", "json", vip + ":80");
    assertThat(run.out()).contains("\"forwards\":false").contains("clients inside the cluster");

    var pods = ask(0, "trace", "--node", "n1", "-o", "json", vip + ":80");
    assertThat(pods.out())
        .contains("\"part\":\"1/2\"")
        .contains("\"masqueraded\":false")
        .contains("\"chain\":\"output\"");
  }

  @Test
  void traceOfAnUnknownPortSaysWhichThereAre() {
    var run = ask(1, "trace", "--node", "n1", "checkout:81", "-n", namespace);

    assertThat(run.out()).contains("refuses").contains("has only the ports 80/TCP");
  }

  @Test
  void traceOfAnAddressThatNobodyHasSaysSo() {
    var run = ask(1, "trace", "--node", "n1", "198.51.100.7:80");

    assertThat(run.out()).contains("no VirtualService has this address");
  }

  @Test
  void checkFindsAClaimWhoseVirtualServiceIsGone() {
    var clean = ask(0, "check", "-n", namespace);
    assertThat(clean.out() + clean.err()).isEqualTo("no findings\n");

    fleet.operator().pause();
    try {
      claim("203.0.113.9", "gone");
      var run = ask(1, "check", "-n", namespace);
      assertThat(run.out())
          .startsWith(
              "ipaddress/203.0.113.9: held for VirtualService %s/gone, which is gone; "
                  .formatted(namespace))
          .hasLineCount(1);
    } finally {
      shop.kubectl("delete", "ipaddress", "203.0.113.9");
      fleet.operator().resume();
    }
  }

  @Test
  void aSupportBundleHoldsNoSecretAndSaysWhatIsMissing(@TempDir Path folder) throws Exception {
    shop.kubectl("create", "secret", "generic", "password", "--from-literal=word=hunter2");
    var file = folder.resolve("diag.tar.gz").toString();

    var run = ask(0, "diag", "--file", file);

    assertThat(run.out()).startsWith("wrote " + file).doesNotContain("Not read");
    var found = new TreeMap<String, String>();
    try (var tar =
        new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(Path.of(file))))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        found.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    assertThat(found)
        .containsKeys("fixpoint-diag/versions.txt", "fixpoint-diag/resources/noderoutings.yaml")
        .hasEntrySatisfying(
            "fixpoint-diag/resources/virtualservices.yaml",
            text -> assertThat(text).contains(shop.address("checkout")));
    var secret = Base64.getEncoder().encodeToString("hunter2".getBytes(StandardCharsets.UTF_8));
    assertThat(found.values())
        .allSatisfy(text -> assertThat(text).doesNotContain("hunter2", secret, "managedFields"));
  }

  @Test
  void aSupportBundleOfSomebodyWithoutRightsListsWhatTheyMayNotRead(@TempDir Path folder) {
    var file = folder.resolve("diag.tar.gz").toString();

    var run = cluster.fixpointAs("jane", "diag", "--file", file);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("1 files", "Not read:")
        .contains("resources/noderoutings.yaml: noderoutings.fixpoint.dev is forbidden");
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
    var run = ask(2, "trace", "--node", "n1", "nonsense");

    assertThat(run.err())
        .isEqualTo(
            """
            fixpoint: not an ADDRESS:PORT such as 10.96.0.7:80: nonsense
            See: fixpoint trace --help
            """);
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

  /// Runs a command that must end with this exit code.
  private Run ask(int exit, String... args) {
    var run = cluster.fixpoint(args);
    assertThat(run.exit())
        .as("fixpoint %s%n%s%s", String.join(" ", args), run.out(), run.err())
        .isEqualTo(exit);
    return run;
  }
}
