// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An API server that answers 429 as often as a test says, and asks for one second each time.
class PatienceTest {
  private static final Duration ASKED = Duration.ofSeconds(1);

  private final Patience patience = new Patience();
  private final List<Long> requests = new CopyOnWriteArrayList<>();
  private int refusals;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(System.nanoTime());
    boolean refused = requests.size() <= refusals;
    var body = (refused ? "later" : "{\"metadata\": {\"name\": \"shop\"}}");
    exchange.getResponseHeaders().add("Connection", "close");
    if (refused) {
      exchange.getResponseHeaders().add("Retry-After", Long.toString(ASKED.toSeconds()));
    }
    exchange.sendResponseHeaders(refused ? 429 : 200, body.length());
    exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
    exchange.close();
  }

  private KubernetesClient client() {
    var config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
            .withRequestRetryBackoffLimit(0)
            .build();
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientBuilderConsumer(patience::join)
        .build();
  }

  @Test
  void aRequestIsSentAgainWhenTheTimeIsOver() {
    refusals = 2;
    try (var client = client()) {
      assertThat(client.namespaces().withName("shop").get().getMetadata().getName())
          .isEqualTo("shop");
    }
    assertThat(requests).hasSize(3);
    assertThat(requests.get(1) - requests.get(0)).isGreaterThanOrEqualTo(ASKED.toNanos());
    assertThat(requests.get(2) - requests.get(1)).isGreaterThanOrEqualTo(ASKED.toNanos());
  }

  @Test
  void whoIsRefusedAgainIsToldHowLongToWait() {
    refusals = Integer.MAX_VALUE;
    try (var client = client()) {
      assertThatThrownBy(() -> client.namespaces().withName("shop").get())
          .isInstanceOfSatisfying(
              KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(429));
      long since = System.nanoTime() - requests.getLast();
      assertThat(patience.left().toNanos() + since).isGreaterThanOrEqualTo(ASKED.toNanos());
    }
    assertThat(requests).hasSize(1 + Patience.TIMES);
  }

  @Test
  void nothingIsLeftWhereNothingWasAsked() {
    try (var client = client()) {
      assertThat(client.namespaces().withName("shop").get()).isNotNull();
    }
    assertThat(patience.left()).isNegative();
  }

  @ParameterizedTest(name = "{0} Retry-After {1}: {2} s")
  @CsvSource({
    "429, 1, 1",
    "429, 30, 30",
    "429, 0, 0",
    "429, 3600, 60",
    "429, 999999999, 60",
    "429, 'Fri, 31 Dec 1999 23:59:59 GMT', 0",
    "429, -1, 0",
    "429, '', 0",
    "429, , 0",
    "503, 5, 0",
    "200, 5, 0"
  })
  void waitsAsLongAsTheServerAsks(int status, String retryAfter, long seconds) {
    assertThat(Patience.asked(status, retryAfter)).hasSeconds(seconds);
  }
}
