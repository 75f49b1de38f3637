// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.NodeRouting;
import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.Helm;
import dev.fixpoint.kit.Run;
import dev.fixpoint.kit.SimNode;
import dev.fixpoint.kit.UsesControlPlane;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the chart's roles and its admission policy allow, asked of the real API server with the
/// tokens that the kubelet would give the agents' pods.
@UsesControlPlane
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InstalledRightsIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String SYSTEM = "fixpoint-system";
  private static final String AGENT = "fixpoint-agent";
  private static final Set<String> KINDS =
      Set.of("ClusterRole", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding");

  private static final String ROUTING =
      """
      apiVersion: fixpoint.dev/v1alpha1
      kind: NodeRouting
      metadata: {name: %s}
      """;

  private ControlPlane cluster;
  private SimNode a;
  private SimNode b;
  private String token;

  @BeforeAll
  void install(ControlPlane shared) {
    cluster = shared;
    a = cluster.node("rights-a", "zone-a");
    b = cluster.node("rights-b", "zone-b");
    token = tokenOn(a.name());
    for (var object : Rendered.of(Helm.V3, "").objects()) {
      if (KINDS.contains(object.getKind())) {
        apply(Serialization.asYaml(object)).orThrow("apply " + object.getMetadata().getName());
      }
    }
    Await.until(
        "the policy to be enforced",
        LIMIT,
        () -> asAgent(ROUTING.formatted(b.name()), "--dry-run=server").exit() != 0);
  }

  @AfterAll
  void uninstall() {
    for (var object : Rendered.of(Helm.V3, "").objects()) {
      if (object.getKind().startsWith("ValidatingAdmissionPolicy")) {
        cluster.kubectl("delete", object.getKind(), object.getMetadata().getName());
      }
    }
    var routings = cluster.client().resources(NodeRouting.class);
    routings.withName(a.name()).delete();
    routings.withName(b.name()).delete();
    cluster.client().pods().inNamespace(SYSTEM).withName("agent-rights").delete();
    a.delete();
    b.delete();
  }

  /// As the kubelet asks for it: bound to the pod, and thereby to its node.
  private String tokenOn(String node) {
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(SYSTEM)
            .withName("agent-rights")
            .endMetadata()
            .withNewSpec()
            .withServiceAccountName(AGENT)
            .withNodeName(node)
            .addNewContainer()
            .withName("agent")
            .withImage("none")
            .endContainer()
            .endSpec()
            .build();
    var created = cluster.client().pods().resource(pod).create();
    var request =
        new TokenRequestBuilder()
            .withNewSpec()
            .withNewBoundObjectRef("v1", "Pod", "agent-rights", created.getMetadata().getUid())
            .endSpec()
            .build();
    return cluster
        .client()
        .serviceAccounts()
        .inNamespace(SYSTEM)
        .withName(AGENT)
        .tokenRequest(request)
        .getStatus()
        .getToken();
  }

  private Run apply(String yaml) {
    return cluster.kubectlWithInput(yaml, "apply", "--server-side", "-f", "-");
  }

  private Run asAgent(String yaml, String... flags) {
    var all = new ArrayList<>(List.of("apply", "--server-side", "-f", "-"));
    all.addAll(List.of(flags));
    return cluster.kubectlWithToken(token, yaml, all);
  }

  @Test
  void t47AnAgentWritesTheNodeRoutingOfItsOwnNode() {
    assertThat(asAgent(ROUTING.formatted(a.name())).orThrow("own").out()).contains("applied");
  }

  @Test
  void t47AnAgentMayNotWriteThatOfAnotherNode() {
    var refused = asAgent(ROUTING.formatted(b.name()));
    assertThat(refused.exit()).isNotZero();
    assertThat(refused.err())
        .contains(
            "the agent of node '%s' may not write the NodeRouting of node '%s'"
                .formatted(a.name(), b.name()));
  }

  /// In their own namespace, where a RoleBinding gives them the cluster's role.
  @ParameterizedTest(name = "{0} may {1} {2}: {3}")
  @CsvSource({
    "view,  list,   virtualservices,       yes",
    "view,  list,   routingintents,        yes",
    "view,  create, virtualservices,       no",
    "edit,  create, virtualservices,       yes",
    "edit,  delete, virtualservices,       yes",
    "edit,  patch,  virtualservices --subresource=status, no",
    "edit,  patch,  routingintents,        no",
    "admin, update, virtualservices,       yes",
    "admin, create, routingintents,        no"
  })
  void peopleMayDoWhatTheirRoleSays(String role, String verb, String resource, String answer) {
    var namespace = cluster.namespace("people");
    cluster
        .kubectl(
            "-n", namespace, "create", "rolebinding", "it", "--clusterrole=" + role, "--user=eve")
        .orThrow("rolebinding");
    var question = new ArrayList<>(List.of("-n", namespace, "auth", "can-i", "--as=eve", verb));
    question.addAll(List.of(resource.replaceFirst("s\\b", "s.fixpoint.dev").split(" ")));
    Await.until(
        role + " may " + verb + " " + resource + ": " + answer,
        LIMIT,
        () -> cluster.kubectl(question.toArray(String[]::new)).out().strip().equals(answer));
  }
}
