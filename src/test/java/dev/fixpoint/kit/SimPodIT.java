// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@UsesControlPlane
class SimPodIT {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Map<String, String> LABELS = Map.of("app", "web");

  private String namespace;
  private SimNode n1;
  private SimNode n2;

  @BeforeEach
  void nodes(ControlPlane controlPlane) {
    namespace = controlPlane.namespace("simpod");
    n1 = controlPlane.node("n1", "zone-a");
    n2 = controlPlane.node("n2", "zone-b");
  }

  @AfterEach
  void remove() {
    n1.delete();
    n2.delete();
  }

  @Test
  void podsReachEachOtherAcrossNodesAndOnOneNode() throws NoAnswer {
    var client = n1.pod(namespace, "client", LABELS);
    var near = n1.pod(namespace, "near", LABELS);
    var far = n2.podBuilder(namespace, "far", LABELS).withPort("admin", 9090).create();
    assertThat(Client.ask(client.netns(), near.ip(), 8080, LIMIT)).isEqualTo("near");
    assertThat(Client.ask(client.netns(), far.ip(), 8080, LIMIT)).isEqualTo("far");
    assertThat(Client.ask(client.netns(), far.ip(), 9090, LIMIT)).isEqualTo("far");
    assertThat(Client.ask(n1.netns(), far.ip(), 8080, LIMIT)).isEqualTo("far");
    try (var stream = Client.open(n2.netns(), near.ip(), 8080, LIMIT)) {
      assertThat(stream.send("one")).isEqualTo("near: one");
      near.delete();
      assertThatThrownBy(() -> stream.send("two")).isInstanceOf(NoAnswer.class);
    }
  }

  @Test
  void packetsBetweenNeighboursPassTheNodesNetfilter() throws NoAnswer {
    var client = n1.pod(namespace, "client", LABELS);
    var near = n1.pod(namespace, "near", LABELS);
    n1.netns()
        .execWithInput(
            """
            table ip kit {
              chain c {
                type filter hook forward priority 0; policy accept;
                ip daddr %s reject with tcp reset
              }
            }
            """
                .formatted(near.ip()),
            "nft",
            "-f",
            "-")
        .orThrow("nft");
    assertThatThrownBy(() -> Client.ask(client.netns(), near.ip(), 8080, LIMIT))
        .isInstanceOfSatisfying(
            NoAnswer.class, e -> assertThat(e.kind()).isEqualTo(NoAnswer.Kind.REFUSED));
  }

  @Test
  void theObjectsSayWhatTheTestWrote(ControlPlane controlPlane) {
    var pod = n1.podBuilder(namespace, "plain", LABELS).withoutTraffic().create();
    assertThat(ready(pod)).isEqualTo("True");
    assertThat(pod.object().getStatus().getPodIPs().getFirst().getIp()).isEqualTo(pod.ip());
    pod.setReady(false);
    assertThat(ready(pod)).isEqualTo("False");
    pod.setLabels(Map.of("app", "other"));
    assertThat(pod.object().getMetadata().getLabels()).isEqualTo(Map.of("app", "other"));
    pod.terminate();
    assertThat(pod.object().getMetadata().getDeletionTimestamp()).isNotNull();
    pod.delete();
    assertThat(pod.object()).isNull();

    var waiting = n1.podBuilder(namespace, "waiting", LABELS).withoutIp().create();
    assertThat(waiting.object().getStatus().getPodIP()).isNull();

    n1.setReady(false);
    var node = controlPlane.client().nodes().withName("n1").get();
    assertThat(node.getStatus().getConditions())
        .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("False"));
  }

  private static String ready(SimPod pod) {
    return pod.object().getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals("Ready"))
        .findFirst()
        .orElseThrow()
        .getStatus();
  }
}
