// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.kit.Http;
import dev.fixpoint.ops.Bearer;
import dev.fixpoint.ops.Debug;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What an agent shows of its kernel, and to whom.
class DebugIT extends ShopCase {
  private static final String SYSTEM = "fixpoint-system";
  private static final String LOCAL = "127.0.0.1";
  private static final int PORT = 9970;

  DebugIT() {
    super(ONE_OPERATOR, "n1");
  }

  @BeforeEach
  void fill() {
    shop.pod("n1", "web-1");
    shop.pod("n1", "web-2");
    shop.apply("checkout");
    shop.awaitReady("checkout");
  }

  @Test
  void onlyATokenMadeForItOpensTheEndpoint() throws IOException {
    var right = token("fixpoint-debug", Bearer.AUDIENCE);

    assertThat(get(LOCAL, Debug.RULESET, right))
        .satisfies(answer -> assertThat(answer.status()).isEqualTo(200))
        .satisfies(answer -> assertThat(answer.body()).contains(shop.address("checkout")));
    assertThat(get(LOCAL, Debug.RULESET, "").status()).as("no token").isEqualTo(401);
    assertThat(get(LOCAL, Debug.RULESET, "made-up").status()).as("a false token").isEqualTo(401);
    assertThat(get(LOCAL, Debug.RULESET, token("fixpoint-debug")).status())
        .as("a token for the API server")
        .isEqualTo(401);
    assertThat(get(LOCAL, Debug.RULESET, token("fixpoint-operator", Bearer.AUDIENCE)))
        .as("an account without the right")
        .satisfies(answer -> assertThat(answer.status()).isEqualTo(403))
        .satisfies(answer -> assertThat(answer.body()).contains("non-resource URL"));
    assertThat(get(fleet.node("n1").address(), Debug.RULESET, right).status())
        .as("not by the loopback interface")
        .isEqualTo(403);
  }

  @Test
  void theRulesOfOthersThatDropAreTold() throws IOException {
    var rules =
        """
        table inet firewall {
          chain forward {
            type filter hook prerouting priority -300;
            ip daddr 203.0.113.7 drop
            ip daddr 203.0.113.8 accept
          }
        }
        """;
    var netns = fleet.node("n1").netns();
    netns.execWithInput(rules, "nft", "-f", "-").orThrow("a firewall");
    try {
      var answer = get(LOCAL, Debug.FOREIGN, token("fixpoint-debug", Bearer.AUDIENCE));

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body())
          .contains("table inet firewall {", "hook prerouting", "ip daddr 203.0.113.7 drop")
          .doesNotContain("203.0.113.8", "fixpoint");
    } finally {
      netns.exec("nft", "delete", "table", "inet", "firewall");
    }
  }

  @Test
  void traceAsksTheKernelAndFindsTheSame() {
    var kubeconfig = cluster.kubeconfigInside("admin", "system:masters").toString();
    var run =
        fleet
            .agent("n1")
            .exec(
                "trace",
                "--kubeconfig",
                kubeconfig,
                "--node",
                "n1",
                "--agent-address",
                LOCAL + ":" + PORT,
                "-n",
                shop.namespace(),
                "checkout:80");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("Kernel    does the same");
  }

  private Http get(String address, String path, String token) throws IOException {
    return Http.get(fleet.node("n1").netns(), address, PORT, path, token);
  }

  /// @param audiences none for a token for the API server
  private String token(String account, String... audiences) {
    var request =
        new TokenRequestBuilder().withNewSpec().withAudiences(List.of(audiences)).endSpec().build();
    return cluster
        .client()
        .serviceAccounts()
        .inNamespace(SYSTEM)
        .withName(account)
        .tokenRequest(request)
        .getStatus()
        .getToken();
  }
}
