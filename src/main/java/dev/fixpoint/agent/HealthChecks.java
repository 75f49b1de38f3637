// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fixpoint.forwarding.Place;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Tells load balancers whether this node has endpoints of a service: 200 where it has a ready one
/// and the kernel is as it should be, else 503. The answer is that of kube-proxy.
final class HealthChecks {

  /// One service's listener.
  ///
  /// @param servers one for each address of the node
  private record Listener(int port, List<Ip> addresses, List<HttpServer> servers) {
    void stop() {
      servers.forEach(server -> server.stop(0));
    }
  }

  private final Map<Key, Listener> listeners = new HashMap<>();
  private volatile Map<Key, Integer> endpoints = Map.of();
  private volatile boolean healthy;

  /// Answers for these services from now on, and for no others.
  ///
  /// @return the services whose port can't be listened at, and why
  Map<Key, String> serve(Map<Key, Exposure> exposures, Place here, boolean healthy) {
    this.healthy = healthy;
    var counts = new HashMap<Key, Integer>();
    exposures.forEach((key, exposure) -> counts.put(key, exposure.localEndpoints()));
    endpoints = Map.copyOf(counts);
    var failures = new HashMap<Key, String>();
    for (var key : Set.copyOf(listeners.keySet())) {
      var listener = listeners.get(key);
      boolean right =
          exposures.containsKey(key)
              && exposures.get(key).healthPort() == listener.port()
              && listener.addresses().equals(here.addresses());
      if (!right) {
        listeners.remove(key).stop();
      }
    }
    exposures.forEach(
        (key, exposure) -> {
          if (exposure.healthPort() != 0 && !listeners.containsKey(key)) {
            listen(key, exposure.healthPort(), here, failures);
          }
        });
    return failures;
  }

  /// Takes back what is no longer so, before the kernel has followed: a load balancer is to look
  /// elsewhere as soon as the last ready endpoint of a node leaves, however long that takes.
  void withdraw(Map<Key, Exposure> exposures) {
    var counts = new HashMap<>(endpoints);
    counts.replaceAll(
        (key, count) ->
            exposures.containsKey(key)
                ? Math.min(count, exposures.get(key).localEndpoints())
                : Integer.valueOf(0));
    endpoints = Map.copyOf(counts);
  }

  private void listen(Key key, int port, Place here, Map<Key, String> failures) {
    var servers = new HashSet<HttpServer>();
    try {
      for (var ip : here.addresses()) {
        var address = new InetSocketAddress(InetAddress.ofLiteral(ip.toString()), port);
        var server = HttpServer.create(address, 0);
        server.createContext("/", exchange -> answer(key, exchange));
        server.start();
        servers.add(server);
      }
      listeners.put(key, new Listener(port, here.addresses(), List.copyOf(servers)));
    } catch (IOException e) {
      servers.forEach(server -> server.stop(0));
      failures.put(key, "cannot answer health checks at port " + port + ": " + e.getMessage());
    }
  }

  private void answer(Key key, HttpExchange exchange) throws IOException {
    int local = endpoints.getOrDefault(key, 0);
    boolean good = local > 0 && healthy;
    var body =
        """
        {"service": {"namespace": "%s", "name": "%s"}, "localEndpoints": %d, \
        "serviceProxyHealthy": %b}
        """
            .formatted(key.namespace(), key.name(), local, healthy)
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("X-Load-Balancing-Endpoint-Weight", Integer.toString(local));
    int code = good ? HttpURLConnection.HTTP_OK : HttpURLConnection.HTTP_UNAVAILABLE;
    try (exchange) {
      exchange.sendResponseHeaders(code, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
