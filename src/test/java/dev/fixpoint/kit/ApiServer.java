// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The kube-apiserver process, which tests stop, kill and start again.
final class ApiServer {

  static final int PORT = 6443;

  private final Sandbox sandbox;
  private final Netns netns;
  private final Path tokens;
  private final List<String> command;
  private Started process;

  /// @param flags further ones
  ApiServer(
      Sandbox sandbox,
      Netns netns,
      Binaries binaries,
      Certificates certificates,
      Tokens logins,
      List<String> flags) {
    this.sandbox = sandbox;
    this.netns = netns;
    var server =
        certificates.server(
            "kube-apiserver",
            "IP:127.0.0.1,IP:"
                + Network.CONTROL_PLANE
                + ",IP:10.96.0.1,DNS:localhost,DNS:kubernetes.default.svc");
    var kubelets = certificates.client("kube-apiserver", "system:masters");
    this.tokens = certificates.key("service-accounts");
    this.command = new ArrayList<>(flags);
    command.addAll(
        0,
        List.of(
            binaries.path(Part.API_SERVER).toString(),
            "--etcd-servers=http://127.0.0.1:2379",
            "--secure-port=" + PORT,
            "--advertise-address=" + Network.CONTROL_PLANE,
            "--tls-cert-file=" + server.certificate(),
            "--tls-private-key-file=" + server.key(),
            "--client-ca-file=" + certificates.authority(),
            "--kubelet-client-certificate=" + kubelets.certificate(),
            "--kubelet-client-key=" + kubelets.key(),
            "--kubelet-preferred-address-types=InternalIP",
            "--authorization-mode=RBAC",
            "--allow-privileged=true",
            "--service-cluster-ip-range=10.96.0.0/16",
            "--token-auth-file=" + logins.file(sandbox),
            "--service-account-issuer=https://kubernetes.default.svc",
            "--service-account-key-file=" + tokens,
            "--service-account-signing-key-file=" + tokens));
  }

  void start() {
    if (process != null && process.isAlive()) {
      throw new IllegalStateException("the API server is running");
    }
    process = sandbox.start("kube-apiserver", Optional.of(netns), Map.of(), command);
  }

  Program process() {
    return process;
  }

  void awaitReady(Access access, Path kubeconfig) {
    var impatient = Access.config(kubeconfig);
    impatient.setRequestRetryBackoffLimit(0);
    impatient.setRequestTimeout(2_000);
    try (var client = access.client(impatient)) {
      process.await(
          "the API server to be ready",
          Duration.ofMinutes(2),
          () -> "ok".equals(client.raw("/readyz")));
    }
  }

  /// What service account tokens are signed with.
  Path tokenKey() {
    return tokens;
  }

  /// The first signal ends the service, in good order; then it would wait a minute for watchers to
  /// leave by themselves, so a second one ends the process.
  void stop() {
    process.signal(Pid.SIGTERM);
    process.endsWithin(Duration.ofSeconds(3));
    process.end(Pid.SIGTERM);
  }

  void kill() {
    process.end(Pid.SIGKILL);
  }
}
