// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a person is told when the cluster can't be read.
class ClusterReaderTest {
  private static final String EMPTY =
      "{\"kind\":\"List\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[]}";

  private HttpServer server;

  /// @param paths what a request's path contains that is answered with `code`; all else is there,
  ///     and empty
  record Row(String name, String paths, int code, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(
            "no CRDs",
            "fixpoint.dev",
            404,
            "the cluster has no noderoutings.fixpoint.dev: install the CRDs: kubectl apply "
                + "--server-side -f crds/"),
        new Row(
            "an old Kubernetes",
            "servicecidrs",
            404,
            "the cluster has no servicecidrs.networking.k8s.io: Fixpoint needs Kubernetes 1.34 or "
                + "newer"),
        new Row(
            "no right to one kind",
            "ipaddresses",
            403,
            "you may not list ipaddresses.networking.k8s.io: ask for a role that allows it"),
        new Row(
            "no right to several kinds, all of which are named",
            "fixpoint.dev",
            403,
            "you may not list addresspools.fixpoint.dev, list noderoutings.fixpoint.dev, list "
                + "virtualservices.fixpoint.dev in namespace shop: ask for a role that allows it"),
        new Row(
            "credentials that have expired",
            "",
            401,
            "the API server at URL refuses your credentials: renew those in your kubeconfig"),
        new Row("a server in trouble", "nodes", 500, "the API server at URL says: no leader"));
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void says(Row row) {
    server.createContext(
        "/",
        exchange ->
            answer(exchange, exchange.getRequestURI().getPath().contains(row.paths()), row.code()));
    server.start();

    assertThat(failure()).isEqualTo(row.expected().replace("URL", url()));
  }

  private String failure() {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(url())
            .withRequestRetryBackoffLimit(0)
            .build();
    try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
      var reader = new ClusterReader(client, Sample.SILENT_AFTER);
      reader.nodes();
      reader.services("shop");
      reader.pools();
      reader.claims();
      reader.demandRights();
      return "";
    } catch (ClientFailure e) {
      return e.getMessage();
    } catch (KubernetesClientException e) {
      return ClientFailure.of(e, url()).getMessage();
    }
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  private static void answer(HttpExchange exchange, boolean fails, int code) throws IOException {
    var status =
        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"message\":\"no leader\",\"code\":%d}"
            .formatted(code);
    var body = (fails ? status : EMPTY).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(fails ? code : 200, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
