// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.wire.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.net.UnknownHostException;

/// Why a client command has no answer: one line that names the next step, and the exit code.
final class ClientFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// What was asked about is not there.
  static final int NOT_FOUND = 1;

  /// The cluster could not be asked.
  static final int NO_ANSWER = 3;

  private final int exitCode;

  private ClientFailure(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }

  static ClientFailure notFound(String message) {
    return new ClientFailure(message, NOT_FOUND);
  }

  static ClientFailure noAnswer(String message) {
    return new ClientFailure(message, NO_ANSWER);
  }

  /// @param server the URL of the API server
  static ClientFailure of(KubernetesClientException e, String server) {
    if (e.getCode() <= 0) {
      return unreachable(e, server);
    }
    return switch (e.getCode()) {
      case HttpURLConnection.HTTP_UNAUTHORIZED ->
          noAnswer(
              "the API server at %s refuses your credentials: renew those in your kubeconfig"
                  .formatted(server));
      default -> noAnswer("the API server at %s says: %s".formatted(server, said(e)));
    };
  }

  static ClientFailure kubeconfig(RuntimeException e) {
    return noAnswer(
        "cannot read the kubeconfig (%s): correct it, or set KUBECONFIG to another file"
            .formatted(oneLine(e)));
  }

  static ClientFailure mistake(RuntimeException e) {
    return noAnswer("a mistake in fixpoint itself, please report it: " + oneLine(e));
  }

  static ClientFailure unreachable(Throwable e, String server) {
    var cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    var why = cause instanceof UnknownHostException ? "unknown host" : oneLine(cause);
    return noAnswer(
        "no answer from an API server at %s (%s): set KUBECONFIG to the file of a running cluster"
            .formatted(server, why));
  }

  private static String said(KubernetesClientException e) {
    var status = e.getStatus();
    return status == null || status.getMessage() == null ? oneLine(e) : status.getMessage();
  }

  private static String oneLine(Throwable e) {
    var message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.strip().replaceAll("\\s+", " ");
  }

  /// The API server does not know a kind.
  static ClientFailure notServed(Class<? extends HasMetadata> type) {
    return HasMetadata.getGroup(type).equals(Names.GROUP)
        ? ClientFailure.noAnswer(
            "the cluster has no %s: install the CRDs: kubectl apply --server-side -f crds/"
                .formatted(HasMetadata.getFullResourceName(type)))
        : ClientFailure.noAnswer(
            "the cluster has no %s: Fixpoint needs Kubernetes 1.34 or newer"
                .formatted(HasMetadata.getFullResourceName(type)));
  }
}
