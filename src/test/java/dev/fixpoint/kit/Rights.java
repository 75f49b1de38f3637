// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The accounts of operator, agent and debug endpoints with exactly the rights that the chart gives
/// them, so that each integration test misses a right that is missing there.
final class Rights {

  static final String NAMESPACE = "fixpoint-system";

  private static final Path RULES = Helm.CHART.resolve("files/rules");

  private Rights() {}

  static void give(KubernetesClient client) {
    var namespace = new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata();
    client.resource(namespace.build()).serverSideApply();
    for (var role : List.of("operator", "agent", "debug")) {
      give(client, "fixpoint-" + role, rules(RULES.resolve(role + ".yaml")));
    }
    leases(client, rules(RULES.resolve("operator-namespace.yaml")));
  }

  private static void give(KubernetesClient client, String name, List<PolicyRule> rules) {
    var account = new ServiceAccountBuilder().withMetadata(named(name, NAMESPACE)).build();
    var role = new ClusterRoleBuilder().withMetadata(named(name, null)).withRules(rules).build();
    var binding =
        new ClusterRoleBindingBuilder()
            .withMetadata(named(name, null))
            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", name)
            .addNewSubject("", "ServiceAccount", name, NAMESPACE)
            .build();
    client.resource(account).serverSideApply();
    client.resource(role).serverSideApply();
    client.resource(binding).serverSideApply();
  }

  private static void leases(KubernetesClient client, List<PolicyRule> rules) {
    var name = "fixpoint-operator";
    var role = new RoleBuilder().withMetadata(named(name, NAMESPACE)).withRules(rules).build();
    var binding =
        new RoleBindingBuilder()
            .withMetadata(named(name, NAMESPACE))
            .withNewRoleRef("rbac.authorization.k8s.io", "Role", name)
            .addNewSubject("", "ServiceAccount", name, NAMESPACE)
            .build();
    client.resource(role).serverSideApply();
    client.resource(binding).serverSideApply();
  }

  private static ObjectMeta named(String name, String namespace) {
    return new ObjectMetaBuilder().withName(name).withNamespace(namespace).build();
  }

  private static List<PolicyRule> rules(Path file) {
    try {
      var text = "rules:\n" + Files.readString(file);
      return Serialization.unmarshal(text, ClusterRole.class).getRules();
    } catch (IOException e) {
      throw new UncheckedIOException("run this in the project's folder: no " + file, e);
    }
  }
}
