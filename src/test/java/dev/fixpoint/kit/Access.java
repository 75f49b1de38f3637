// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/// Who may talk to the API server, and how one gets to it from inside and outside the namespaces.
final class Access implements AutoCloseable {

  private static final String INSIDE = "https://" + Network.CONTROL_PLANE + ":" + ApiServer.PORT;

  private final Sandbox sandbox;
  private final Certificates certificates;
  private final Tokens tokens;
  private final Relay relay;
  private final AtomicInteger count = new AtomicInteger();

  // Made here, because the threads of a default one outlive the client and keep a JVM from ending.
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setUseDaemonThread(true));

  Access(Sandbox sandbox, Netns controlPlane, Certificates certificates, Tokens tokens) {
    this.sandbox = sandbox;
    this.certificates = certificates;
    this.tokens = tokens;
    this.relay = new Relay(controlPlane, new InetSocketAddress("127.0.0.1", ApiServer.PORT));
  }

  Path authority() {
    return certificates.authority();
  }

  /// A kubeconfig for programs on this machine.
  Path outside(String user, String... groups) {
    return kubeconfig(server(), user, groups);
  }

  /// A kubeconfig for programs in the namespaces.
  Path inside(String user, String... groups) {
    return kubeconfig(INSIDE, user, groups);
  }

  /// A kubeconfig for a program in the namespaces, as a pod of this account.
  Path insidePod(String account) {
    var token = tokens.byUser().get(account);
    return write(Kubeconfig.withToken(INSIDE, certificates.authority(), token));
  }

  /// The API server as programs on this machine reach it.
  String server() {
    return "https://127.0.0.1:" + relay.port();
  }

  /// A kubeconfig for whoever listens at `server`.
  Path kubeconfig(String server, String user, String... groups) {
    var pair = certificates.client(user, groups);
    return write(Kubeconfig.of(server, certificates.authority(), pair));
  }

  private Path write(String content) {
    return sandbox.write("kubeconfigs/" + count.incrementAndGet(), content);
  }

  static Config config(Path kubeconfig) {
    return Config.fromKubeconfig(kubeconfig.toFile());
  }

  KubernetesClient client(Config config) {
    return new KubernetesClientBuilder()
        .withHttpClientFactory(new VertxHttpClientFactory(vertx))
        .withConfig(config)
        .build();
  }

  @Override
  public void close() {
    relay.close();
    vertx.close();
  }
}
