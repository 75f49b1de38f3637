// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FullClusterIT {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 3
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            automountServiceAccountToken: false
            terminationGracePeriodSeconds: 2
            containers:
            - name: web
              image: %s
              imagePullPolicy: Never
              ports: [{name: http, containerPort: 8080}]
              readinessProbe:
                httpGet: {path: /healthz, port: http}
                periodSeconds: 1
                failureThreshold: 1
      """
          .formatted(FullCluster.WEB_IMAGE);

  private static FullCluster cluster;
  private static ControlPlane controlPlane;

  @BeforeAll
  static void start() {
    cluster = FullCluster.start();
    controlPlane = cluster.controlPlane();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void realPodsAreProbedReachedAndEntered() {
    var namespace = controlPlane.namespace("full");
    controlPlane.kubectlWithInput(WEB, "-n", namespace, "apply", "-f", "-").orThrow("apply");
    controlPlane
        .kubectl("-n", namespace, "rollout", "status", "deployment/web", "--timeout=90s")
        .orThrow("rollout");

    var pods = controlPlane.client().pods().inNamespace(namespace).list().getItems();
    assertThat(pods).hasSize(3).allMatch(FullClusterIT::isReady);
    assertThat(pods).extracting(pod -> pod.getSpec().getNodeName()).contains("n1", "n2");

    var client = pods.getFirst().getMetadata().getName();
    for (var pod : pods) {
      var url = "http://" + pod.getStatus().getPodIP() + ":8080/";
      var answer = controlPlane.kubectl("-n", namespace, "exec", client, "--", "wget", "-qO-", url);
      assertThat(answer.orThrow("exec").out().strip()).isEqualTo(pod.getMetadata().getName());
    }
    assertThat(controlPlane.kubectl("-n", namespace, "logs", client).exit()).isZero();

    controlPlane
        .kubectl("-n", namespace, "exec", client, "--", "rm", "/www/healthz")
        .orThrow("exec");
    Await.until(
        "the kubelet to see the probe fail",
        LIMIT,
        () -> !isReady(controlPlane.client().pods().inNamespace(namespace).withName(client).get()));
  }

  private static boolean isReady(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }
}
