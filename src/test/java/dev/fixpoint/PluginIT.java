// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.Run;
import dev.fixpoint.kit.UsesControlPlane;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// `kubectl fixpoint`, as krew installs it, by the real kubectl.
@UsesControlPlane
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PluginIT {
  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: checkout, namespace: %s}
      spec:
        type: NodePort
        selector: {app: checkout}
        sessionAffinity: ClientIP
        internalTrafficPolicy: Local
        ports:
        - {name: http, port: 80, targetPort: web}
        - {name: dns, port: 53, targetPort: 5353, protocol: UDP}
      """;

  @TempDir static Path folder;

  private ControlPlane cluster;
  private String namespace;

  @BeforeAll
  void install(ControlPlane controlPlane) throws Exception {
    cluster = controlPlane;
    cluster.applyCrds();
    namespace = cluster.namespace("plugin");
    cluster.kubectlWithInput(SERVICE.formatted(namespace), "apply", "-f", "-").orThrow("apply");
    // What krew does: it unpacks the archive, and links its `bin` into a folder of PATH.
    var packed = sh(".ci/plugin").orThrow("pack").out().strip();
    var store = Files.createDirectory(folder.resolve("store"));
    sh("tar -xzf '" + packed + "' -C '" + store + "'").orThrow("unpack");
    var bin = Files.createDirectory(folder.resolve("bin"));
    for (var program : new String[] {"kubectl-fixpoint", "kubectl_complete-fixpoint"}) {
      Files.createSymbolicLink(bin.resolve(program), store.resolve(program));
    }
  }

  @Test
  void kubectlRunsItWithItsOwnKubeconfig() {
    var run = plugin("migrate service/checkout -n " + namespace);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out())
        .startsWith("# Not carried over from the Service:\n# - spec.clusterIP 10.")
        .contains("spec.ports[].nodePort")
        .contains("kind: \"VirtualService\"");

    var dry = cluster.kubectlWithInput(run.out(), "apply", "--dry-run=server", "-f", "-");
    assertThat(dry.exit()).as(dry.err()).isZero();
    assertThat(dry.out()).contains("virtualservice.fixpoint.dev/checkout created");
  }

  @Test
  void itSaysWhatIsWrongInOneLineAndByItsExitCode() {
    var name = plugin("migrate chekout -n " + namespace);
    assertThat(name.exit()).isEqualTo(1);
    assertThat(name.err().strip())
        .isEqualTo(
            "fixpoint: there is no Service chekout in namespace %s: did you mean checkout?"
                .formatted(namespace));

    assertThat(plugin("migrate").exit()).isEqualTo(2);

    var context = plugin("status --context fixpiont");
    assertThat(context.exit()).isEqualTo(3);
    assertThat(context.err().strip())
        .isEqualTo("fixpoint: the kubeconfig has no context fixpiont: did you mean fixpoint?");

    var file = plugin("status --kubeconfig /nowhere");
    assertThat(file.exit()).isEqualTo(3);
    assertThat(file.err()).contains("cannot read the kubeconfig /nowhere");
  }

  @Test
  void kubectlCompletesItsCommandsAndNames() {
    assertThat(complete("fixpoint", "mig")).contains("migrate\n");
    assertThat(complete("fixpoint", "migrate", "-n", namespace, "service/ch"))
        .contains("service/checkout\n");
  }

  @Test
  void aShellGetsAScript() {
    var check = plugin("completion bash > script && bash -n script && grep -c migrate script");
    assertThat(check.exit()).as(check.err()).isZero();
    assertThat(check.out()).isNotBlank();
  }

  @Test
  void coloursAreForTerminals() {
    var ask = "migrate checkout -n " + namespace;
    assertThat(plugin(ask).out()).doesNotContain("\u001B");
    assertThat(shell("CLICOLOR_FORCE=1 kubectl fixpoint " + ask).out()).startsWith("\u001B[1m");
    assertThat(shell("CLICOLOR_FORCE=1 kubectl fixpoint " + ask + " -o yaml").out())
        .doesNotContain("\u001B");
  }

  private String complete(String... words) {
    return shell("kubectl __complete '" + String.join("' '", words) + "'").out();
  }

  private Run plugin(String line) {
    return shell("kubectl fixpoint " + line);
  }

  /// Lines of a shell where kubectl and the plugin are on PATH.
  private Run shell(String lines) {
    var kubectl = cluster.kubectlProgram().getParent();
    return sh(
        """
        cd '%s'
        export PATH='%s':'%s':"$PATH" KUBECONFIG='%s' JAVA_HOME='%s'
        %s
        """
            .formatted(
                folder,
                folder.resolve("bin"),
                kubectl,
                cluster.kubeconfig(),
                System.getProperty("java.home"),
                lines));
  }

  private Run sh(String lines) {
    return cluster.shell(Path.of("").toAbsolutePath(), "unset -f kubectl fixpoint\n" + lines);
  }
}
