// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.ops.Debug;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The rights that the chart gives: no more than is needed. That they suffice is shown by every
/// integration test, since the test kit gives operator and agents these and no others.
class RightsTest {

  private static final Set<String> DANGEROUS = Set.of("*", "escalate", "bind", "impersonate");

  private static List<PolicyRule> rules(String role) throws IOException {
    var text = Files.readString(Path.of("helm/files/rules", role + ".yaml"));
    return Serialization.unmarshal("rules:\n" + text, ClusterRole.class).getRules();
  }

  @ParameterizedTest
  @ValueSource(strings = {"operator", "operator-namespace", "agent"})
  void nothingAtLarge(String role) throws IOException {
    assertThat(rules(role))
        .isNotEmpty()
        .allSatisfy(
            rule -> {
              assertThat(rule.getApiGroups()).isNotEmpty().doesNotContain("*");
              assertThat(rule.getResources())
                  .isNotEmpty()
                  .doesNotContain("*", "secrets", "pods/exec", "serviceaccounts/token");
              assertThat(rule.getVerbs()).isNotEmpty().doesNotContainAnyElementsOf(DANGEROUS);
            });
  }

  @Test
  void anAgentDeletesNothingAndWritesOnlyNodeRoutings() throws IOException {
    assertThat(rules("agent"))
        .allSatisfy(
            rule -> {
              assertThat(rule.getVerbs()).doesNotContain("delete", "deletecollection");
              if (rule.getVerbs().stream()
                  .anyMatch(Set.of("create", "patch", "update")::contains)) {
                assertThat(rule.getResources())
                    .allMatch(name -> name.startsWith("noderoutings") || name.endsWith("reviews"));
              }
            });
  }

  @Test
  void theAccountOfTheDebugEndpointsReadsTheseAndNothingElse() throws IOException {
    assertThat(rules("debug"))
        .allSatisfy(
            rule -> {
              assertThat(rule.getNonResourceURLs()).containsExactly(Debug.RULESET, Debug.FOREIGN);
              assertThat(rule.getResources()).isEmpty();
              assertThat(rule.getVerbs()).containsExactly("get");
            });
  }

  @Test
  void whoLooksIntoAFaultMayAskForThatTokenAndNoOther() throws IOException {
    assertThat(rules("debug-namespace"))
        .filteredOn(rule -> rule.getResources().contains("serviceaccounts/token"))
        .singleElement()
        .satisfies(rule -> assertThat(rule.getResourceNames()).containsExactly("fixpoint-debug"));
  }
}
