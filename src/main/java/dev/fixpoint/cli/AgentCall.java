// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.ops.Bearer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Asks the agent of a node. The way is a port-forward through the API server and the kubelet, both
/// by TLS, to the node's own loopback address: no port of the node is opened for it, and no token
/// is seen on the network. The token is a short one of an account that may do nothing else, made
/// for agents alone: the caller's own credentials stay at home.
///
/// @param namespace where agents run
record AgentCall(KubernetesClient client, String namespace, String node) {
  private static final String ACCOUNT = "fixpoint-debug";
  private static final String LABEL = "app.kubernetes.io/component";
  private static final int PORT = 9970;
  private static final Duration VALID = Duration.ofMinutes(10);
  private static final int CONNECT_MILLIS = 10_000;

  /// A big table takes its time to be listed.
  private static final int READ_MILLIS = 120_000;

  String forwarded(String path) {
    var pod = pod().getMetadata().getName();
    var resource = client.pods().inNamespace(namespace).withName(pod);
    try (var tunnel = resource.portForward(PORT)) {
      var answer = at(URI.create("http://127.0.0.1:" + tunnel.getLocalPort() + path));
      if (tunnel.errorOccurred()) {
        throw refused(
            "the port-forward to pod %s broke: the right to create pods/portforward is needed, and"
                + " an API server that reaches the kubelet".formatted(pod));
      }
      return answer;
    } catch (IOException e) {
      throw refused("the port-forward to pod %s does not close: %s".formatted(pod, e.getMessage()));
    }
  }

  private Pod pod() {
    try {
      return client
          .pods()
          .inNamespace(namespace)
          .withLabel(LABEL, "agent")
          .withField("spec.nodeName", node)
          .list()
          .getItems()
          .stream()
          .findFirst()
          .orElseThrow(
              () ->
                  refused(
                      "no agent's pod runs there in namespace %s (FIXPOINT_NAMESPACE)"
                          .formatted(namespace)));
    } catch (KubernetesClientException e) {
      throw denied(e, "list pods in namespace " + namespace);
    }
  }

  private String token() {
    var request =
        new TokenRequestBuilder()
            .withNewSpec()
            .withAudiences(Bearer.AUDIENCE)
            .withExpirationSeconds(VALID.toSeconds())
            .endSpec()
            .build();
    try {
      return client
          .serviceAccounts()
          .inNamespace(namespace)
          .withName(ACCOUNT)
          .tokenRequest(request)
          .getStatus()
          .getToken();
    } catch (KubernetesClientException e) {
      throw denied(e, "create serviceaccounts/token of %s/%s".formatted(namespace, ACCOUNT));
    }
  }

  String at(URI where) {
    try {
      var call = (HttpURLConnection) where.toURL().openConnection();
      call.setConnectTimeout(CONNECT_MILLIS);
      call.setReadTimeout(READ_MILLIS);
      call.setRequestProperty("Authorization", "Bearer " + token());
      boolean done = call.getResponseCode() == HttpURLConnection.HTTP_OK;
      try (var answer = done ? call.getInputStream() : call.getErrorStream()) {
        var text = answer == null ? "" : new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        if (!done) {
          throw refused("it says: %d %s".formatted(call.getResponseCode(), text.strip()));
        }
        return text;
      }
    } catch (IOException e) {
      throw refused("no answer at %s (%s)".formatted(where.getAuthority(), e.getMessage()));
    }
  }

  private ClientFailure denied(KubernetesClientException e, String right) {
    return switch (e.getCode()) {
      case HttpURLConnection.HTTP_FORBIDDEN ->
          refused("you may not %s: see the Role fixpoint-debug of the chart".formatted(right));
      case HttpURLConnection.HTTP_NOT_FOUND ->
          refused("there is no ServiceAccount %s/%s".formatted(namespace, ACCOUNT));
      default -> throw e;
    };
  }

  private ClientFailure refused(String why) {
    return ClientFailure.noAnswer("the agent of node %s cannot be asked: %s".formatted(node, why));
  }
}
