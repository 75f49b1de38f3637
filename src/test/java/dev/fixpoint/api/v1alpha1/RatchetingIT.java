// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.Run;
import dev.fixpoint.kit.UsesControlPlane;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// An upgrade may bring rules that objects in use break. Such an object can still be changed
/// elsewhere (KEP-4008), because each rule sits on the smallest field that it is about.
@UsesControlPlane
class RatchetingIT {

  /// A group of its own, so that the definition that the other tests use stays as it is.
  private static final String GROUP = "ratcheting.fixpoint.dev";

  /// What the schema without rules lets through.
  private static final String BREAKS_MANY_RULES =
      """
      apiVersion: ratcheting.fixpoint.dev/v1alpha1
      kind: VirtualService
      metadata: {name: old}
      spec:
        selector: {matchLabels: {app: "a b"}, matchExpressions: [{key: "?", operator: In}]}
        ports: [{port: 80, name: Web, targetPort: 0}, {port: 81, name: Web}, {port: 82}]
        addresses: {ipv4: 10.0.0.256, families: [IPv4, IPv4], pool: A_B}
        backends: [{name: A_B}]
        access: {from: [{}, {ipBlock: {cidr: nonsense}, podSelector: {}}]}
        dns: true
      """;

  @Test
  void anOldObjectCanBeChangedWhereItBreaksNoRule(ControlPlane controlPlane) throws IOException {
    var file = Path.of("crds/fixpoint.dev_virtualservices.yaml");
    var strict = inGroup(Files.readString(file));
    var lenient = strict.deepCopy();
    for (var node : lenient.findParents("x-kubernetes-validations")) {
      ((ObjectNode) node).remove("x-kubernetes-validations");
    }
    var namespace = controlPlane.namespace("ratcheting");
    try {
      apply(controlPlane, lenient);
      Await.until(
          "the old definition to be served",
          Duration.ofMinutes(1),
          () -> create(controlPlane, namespace, BREAKS_MANY_RULES).exit() == 0);
      apply(controlPlane, strict);
      Await.until(
          "the new definition to be served",
          Duration.ofMinutes(1),
          () -> {
            var another = BREAKS_MANY_RULES.replace("name: old", "name: another");
            return create(controlPlane, namespace, another).err().contains("is invalid");
          });

      assertAccepted(patch(controlPlane, namespace, "{dns: false}"));
      assertAccepted(patch(controlPlane, namespace, "{loadBalancing: {algorithm: RoundRobin}}"));
      assertAccepted(patch(controlPlane, namespace, "{access: {audit: true}}"));
      assertAccepted(patch(controlPlane, namespace, "{addresses: {ipv4: 10.0.0.7}}"));
      assertThat(patch(controlPlane, namespace, "{addresses: {ipv4: 10.0.0.300}}").err())
          .contains("spec.addresses.ipv4", "must be an IPv4 address");
      assertThat(patch(controlPlane, namespace, "{access: {from: [{}]}}").err())
          .contains("spec.access.from[0]");
    } finally {
      controlPlane.kubectl("delete", "crd", "virtualservices." + GROUP, "--wait=false");
    }
  }

  private static JsonNode inGroup(String crd) {
    var renamed = crd.replaceAll("(?m)^(  (?:name|group): .*)fixpoint\\.dev$", "$1" + GROUP);
    var tree = Serialization.unmarshal(renamed, JsonNode.class);
    // short names and categories stay with the real kind
    ((ObjectNode) tree.at("/spec/names")).remove("categories");
    ((ObjectNode) tree.at("/spec/names")).remove("shortNames");
    return tree;
  }

  private static void apply(ControlPlane controlPlane, JsonNode crd) {
    controlPlane
        .kubectlWithInput(Serialization.asJson(crd), "apply", "--server-side", "-f", "-")
        .orThrow("kubectl apply");
  }

  private static Run create(ControlPlane controlPlane, String namespace, String object) {
    return controlPlane.kubectlWithInput(object, "create", "-n", namespace, "-f", "-");
  }

  private static Run patch(ControlPlane controlPlane, String namespace, String change) {
    return controlPlane.kubectl(
        "patch",
        "-n",
        namespace,
        "virtualservices." + GROUP,
        "old",
        "--type=merge",
        "-p",
        "spec: " + change);
  }

  private static void assertAccepted(Run run) {
    assertThat(run.exit()).as(run.err()).isZero();
  }
}
