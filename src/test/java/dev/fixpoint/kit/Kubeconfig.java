// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/// A kubeconfig with all that it needs inside.
final class Kubeconfig {

  private Kubeconfig() {}

  static String of(String server, Path authority, Certificates.Pair client) {
    return of(
        server,
        authority,
        "client-certificate-data: %s, client-key-data: %s"
            .formatted(base64(client.certificate()), base64(client.key())));
  }

  /// @param token a bearer token
  static String withToken(String server, Path authority, String token) {
    return of(server, authority, "token: " + token);
  }

  private static String of(String server, Path authority, String login) {
    return """
    apiVersion: v1
    kind: Config
    clusters:
    - name: fixpoint
      cluster:
        server: %s
        certificate-authority-data: %s
    users:
    - name: user
      user: {%s}
    contexts:
    - name: fixpoint
      context:
        cluster: fixpoint
        user: user
    current-context: fixpoint
    """
        .formatted(server, base64(authority), login);
  }

  private static String base64(Path file) {
    try {
      return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
