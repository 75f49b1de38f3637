// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.kit.FixpointImage;
import dev.fixpoint.kit.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/// What [InstallIT] does, on somebody else's Kubernetes: k3s with its own kube-proxy, network
/// plugin and DNS, in a container. `make test-k3s` runs it where a Docker engine answers.
@EnabledIfSystemProperty(
    named = "fixpoint.k3s",
    matches = "true",
    disabledReason = "make test-k3s runs it, with Docker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class K3sIT {
  private static final String WAIT = "--timeout=180s";
  private static final String SYSTEM = "fixpoint-system";

  @TempDir private Path folder;

  private K3sContainer k3s;
  private String kubeconfig;

  @BeforeAll
  void install() throws IOException, InterruptedException {
    var archive = FixpointImage.archive();
    k3s = new K3sContainer(DockerImageName.parse("docker.io/rancher/k3s:v1.34.1-k3s1"));
    k3s.start();
    kubeconfig =
        Files.writeString(folder.resolve("kubeconfig"), k3s.getKubeConfigYaml()).toString();
    k3s.copyFileToContainer(MountableFile.forHostPath(archive), "/tmp/fixpoint.tar");
    inside("ctr", "-n", "k8s.io", "images", "import", "/tmp/fixpoint.tar");
    k3s.copyFileToContainer(
        MountableFile.forHostPath(Path.of("docs/examples/first.yaml")), "/tmp/first.yaml");
    helm("install", "fixpoint", Helm.CHART.toString(), "--create-namespace");
    inside("kubectl", "apply", "-f", "/tmp/first.yaml");
    for (var role : new String[] {"deployment/fixpoint-operator", "daemonset/fixpoint-agent"}) {
      inside("kubectl", "-n", SYSTEM, "rollout", "status", role, WAIT);
    }
    for (var workload : new String[] {"deployment/checkout", "daemonset/client"}) {
      inside("kubectl", "-n", "shop", "rollout", "status", workload, WAIT);
    }
    inside("kubectl", "-n", "shop", "wait", "--for=condition=Programmed", "vsvc/checkout", WAIT);
  }

  @AfterAll
  void stop() {
    if (k3s != null) {
      k3s.stop();
    }
  }

  /// Runs a command in the node, and gives what it printed.
  private String inside(String... command) throws IOException, InterruptedException {
    var result = k3s.execInContainer(command);
    assertThat(result.getExitCode())
        .as(String.join(" ", command) + "\n" + result.getStdout() + result.getStderr())
        .isZero();
    return result.getStdout();
  }

  private String helm(String... arguments) {
    var all = new java.util.ArrayList<>(java.util.List.of(arguments));
    all.addAll(java.util.List.of("--namespace=" + SYSTEM, "--kubeconfig=" + kubeconfig));
    return Helm.V4.run(all.toArray(String[]::new)).orThrow("helm " + arguments[0]).out();
  }

  @Test
  void answersPassesItsTestAndLeavesNothing() throws IOException, InterruptedException {
    var path = "jsonpath={.status.addresses[0]}";
    var address = inside("kubectl", "-n", "shop", "get", "vsvc/checkout", "-o", path);
    var loop = "for i in $(seq 30); do wget -qO- http://" + address + "/ || echo FAILED; done";
    var answers =
        inside("kubectl", "-n", "shop", "exec", "daemonset/client", "--", "sh", "-c", loop);
    assertThat(answers.lines()).hasSize(30).allMatch(line -> line.startsWith("checkout-"));

    assertThat(helm("test", "fixpoint", "--logs")).contains("all ready");

    // The node has no nft; the agent's image has.
    var agent = "daemonset/fixpoint-agent";
    var tables = inside("kubectl", "-n", SYSTEM, "exec", agent, "--", "nft", "list", "tables");
    assertThat(tables).contains("fixpoint");
    helm("uninstall", "fixpoint", "--wait");
    var unanswered = k3s.execInContainer("wget", "-T", "5", "-qO-", "http://" + address + "/");
    assertThat(unanswered.getExitCode()).isNotZero();
  }
}
