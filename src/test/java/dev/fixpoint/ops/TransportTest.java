// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class TransportTest {

  @Test
  void anAnswerThatIsCompressedAsAskedForIsRead() throws IOException {
    var vertx = Vertx.vertx();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", TransportTest::answer);
    server.start();
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
            .withRequestRetryBackoffLimit(0)
            .build();
    try (var client =
        new ApiClient()
            .client(
                config,
                new KubeconfigChoice(),
                new KubernetesSerialization(),
                new Patience(),
                vertx)) {
      assertThat(client.namespaces().withName("shop").get().getMetadata().getName())
          .isEqualTo("shop");
    } finally {
      server.stop(0);
      vertx.close();
    }
  }

  @Test
  void chaChaComesFirstAndNothingIsLost() {
    assertThat(
            Transport.order(
                new String[] {
                  "TLS_AES_128_GCM_SHA256",
                  "TLS_CHACHA20_POLY1305_SHA256",
                  "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
                  "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
                },
                new String[] {"TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256"}))
        .containsExactly(
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_AES_128_GCM_SHA256");
    assertThat(Transport.order(new String[] {}, new String[] {"TLS_AES_128_GCM_SHA256"}))
        .containsExactly("TLS_AES_128_GCM_SHA256");
  }

  /// Refuses who does not ask for gzip.
  private static void answer(HttpExchange exchange) throws IOException {
    var accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
    if (accepted == null || !accepted.contains("gzip")) {
      exchange.sendResponseHeaders(406, -1);
      return;
    }
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write("{\"metadata\": {\"name\": \"shop\"}}".getBytes(StandardCharsets.UTF_8));
    }
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.getResponseHeaders().add("Content-Encoding", "gzip");
    exchange.sendResponseHeaders(200, bytes.size());
    exchange.getResponseBody().write(bytes.toByteArray());
    exchange.close();
  }
}
