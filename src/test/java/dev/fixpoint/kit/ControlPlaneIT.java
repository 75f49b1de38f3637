// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

@UsesControlPlane
class ControlPlaneIT {

  @Test
  void theClientWritesAndReads(ControlPlane controlPlane) {
    var namespace = controlPlane.namespace("client");
    var map = new ConfigMapBuilder().withNewMetadata().withName("m").endMetadata();
    var maps = controlPlane.client().configMaps().inNamespace(namespace);
    maps.resource(map.addToData("k", "v").build()).create();
    assertThat(maps.withName("m").get().getData()).containsEntry("k", "v");
  }

  @Test
  void kubectlGoesThroughTheRelay(ControlPlane controlPlane) {
    var run = controlPlane.kubectl("get", "--raw", "/version");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("gitVersion");
    var refused = controlPlane.kubectlWithInput("kind: Nothing\n", "apply", "-f", "-");
    assertThat(refused.exit()).isNotZero();
  }

  @Test
  void whatServesInsideIsAskedFromOutside(ControlPlane controlPlane) throws IOException {
    var etcd = Http.get(controlPlane.cp(), 2379, "/health");
    assertThat(etcd.status()).isEqualTo(200);
    assertThat(etcd.body()).contains("true");
    assertThat(Http.get(controlPlane.cp(), 2379, "/nothing").status()).isEqualTo(404);
  }

  @Test
  void theAgentMayNeitherDeleteNorReadSecrets(ControlPlane controlPlane) {
    var user = "system:serviceaccount:fixpoint-system:fixpoint-agent";
    try (var agent = controlPlane.clientAs(user)) {
      assertThat(agent.nodes().list().getItems()).isNotNull();
      assertThatThrownBy(() -> agent.nodes().withName("n").delete())
          .isInstanceOfSatisfying(
              KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(403));
      assertThatThrownBy(() -> agent.secrets().inAnyNamespace().list())
          .isInstanceOfSatisfying(
              KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(403));
    }
  }

  @Test
  void theApiServerComesBackWithItsState(ControlPlane controlPlane) {
    var namespace = controlPlane.namespace("state");
    controlPlane.killApiServer();
    controlPlane.startApiServer();
    controlPlane.stopApiServer();
    controlPlane.startApiServer();
    assertThat(controlPlane.client().namespaces().withName(namespace).get()).isNotNull();
  }
}
