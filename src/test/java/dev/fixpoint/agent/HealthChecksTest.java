// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.forwarding.Place;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Intent.Backend;
import dev.fixpoint.intent.Intent.Destination;
import dev.fixpoint.intent.Intent.External;
import dev.fixpoint.intent.Intent.Group;
import dev.fixpoint.kit.Await;
import dev.fixpoint.ops.Meters;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Traffic;
import dev.fixpoint.wire.IntentWire;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Asked over loopback.
class HealthChecksTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Key EDGE = Services.key("edge");
  private static final Place HERE = new Place("n1", "", List.of(Ip.of("127.0.0.1")));

  private final HealthChecks checks = new HealthChecks();
  private final HttpClient client = HttpClient.newHttpClient();
  private int port;

  @BeforeEach
  void choosePort() throws IOException {
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
  }

  @AfterEach
  void close() {
    checks.serve(Map.of(), HERE, true);
    client.close();
  }

  /// @param endpoints `here`, `here leaving`, `there`, with the family's number where it is not 4
  record Row(String name, String endpoints, boolean healthy, int code, int local) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("a ready endpoint here", "here", true, 200, 1),
        new Row("two of them", "here, here", true, 200, 2),
        new Row("one of two families", "here, here6", true, 200, 1),
        new Row("by IPv6 alone", "here6", true, 200, 1),
        new Row("only elsewhere", "there", true, 503, 0),
        new Row("here only one that leaves, and still serves", "here leaving", true, 503, 0),
        new Row("one that leaves beside a ready one", "here leaving, here", true, 200, 1),
        new Row("one that leaves here, ready ones elsewhere", "here leaving, there", true, 503, 0),
        new Row("none at all", "", true, 503, 0),
        new Row("the kernel is not as it should be", "here", false, 503, 1));
  }

  @ParameterizedTest
  @MethodSource("rows")
  @DisplayName("trap 7: a node is healthy for load balancers with a ready endpoint of its own")
  void answersForReadyEndpointsOfThisNode(Row row) throws Exception {
    assertThat(checks.serve(exposed(row.endpoints()), HERE, row.healthy())).isEmpty();

    var answer = ask();
    assertThat(answer.statusCode()).isEqualTo(row.code());
    assertThat(answer.headers().firstValue("X-Load-Balancing-Endpoint-Weight"))
        .hasValue(Integer.toString(row.local()));
    assertThat(answer.body())
        .contains("{\"namespace\": \"shop\", \"name\": \"edge\"}")
        .contains("\"localEndpoints\": " + row.local())
        .contains("\"serviceProxyHealthy\": " + row.healthy());
  }

  @Test
  @DisplayName(
      "trap 7: the answer is 503 before the kernel has followed, and 200 only after it has")
  void isTakenBackAtOnceAndGivenLate() throws Exception {
    checks.serve(exposed("here"), HERE, true);

    checks.withdraw(exposed("here leaving"));
    assertThat(ask().statusCode()).isEqualTo(503);

    checks.withdraw(exposed("here"));
    assertThat(ask().statusCode()).isEqualTo(503);

    checks.serve(exposed("here"), HERE, true);
    assertThat(ask().statusCode()).isEqualTo(200);

    checks.withdraw(Map.of());
    assertThat(ask().statusCode()).isEqualTo(503);
  }

  @Test
  @DisplayName("trap 7: a kernel that hangs holds up no bad news")
  void anAgentTellsBeforeTheKernelReturns() throws Exception {
    var kernel = new Kernel(0);
    var agent =
        new Agent(
            new NodeTable(HERE),
            new Programmer(kernel),
            Duration.ofHours(1),
            _ -> {},
            new Latency(() -> Instant.EPOCH, _ -> {}),
            new Tally(new Meters(new SimpleMeterRegistry()), 10));
    agent.clients().listed(List.of(), 1);
    agent.guards().listed(List.of(), 1);
    agent.listed(List.of(resource("here", port, 2)), 2);
    var loop = Thread.ofPlatform().start(agent);
    try {
      Await.until("healthy", LIMIT, () -> code() == 200);
      kernel.busy.lock();
      try {
        agent.put(resource("here leaving, there", port, 3), 3);
        Await.until("not healthy", LIMIT, () -> code() == 503);
      } finally {
        kernel.busy.unlock();
      }
    } finally {
      loop.interrupt();
      loop.join();
    }
  }

  private static RoutingIntent resource(String endpoints, int port, long version) {
    var resource = IntentWire.print(intent(endpoints, port), 1);
    resource.getMetadata().setResourceVersion(Long.toString(version));
    return resource;
  }

  /// 0 where nobody listens.
  private int code() {
    try {
      return ask().statusCode();
    } catch (ConnectException nobody) {
      return 0;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aServiceThatIsGoneIsNotAnsweredFor() throws Exception {
    checks.serve(exposed("here"), HERE, true);
    checks.serve(Map.of(), HERE, true);

    Assertions.assertThatThrownBy(this::ask).isInstanceOf(ConnectException.class);
  }

  @Test
  void aPortThatIsTakenIsTold() throws Exception {
    try (var taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(checks.serve(exposed("here"), HERE, true).get(EDGE))
          .startsWith("cannot answer health checks at port " + taken.getLocalPort());
    }
  }

  private HttpResponse<String> ask() throws Exception {
    var uri = URI.create("http://127.0.0.1:%d/".formatted(port));
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private Map<Key, Exposure> exposed(String endpoints) {
    return Map.of(EDGE, Exposure.of(intent(endpoints, port), HERE));
  }

  private static Intent intent(String endpoints, int port) {
    var base = Services.intent("edge", Set.of(1), List.of(80));
    var destinations =
        Arrays.stream(endpoints.split(", ")).filter(text -> !text.isEmpty()).toList();
    var group =
        new Group(
            List.of(8080),
            Stream.iterate(0, i -> i < destinations.size(), i -> i + 1)
                .map(i -> destination(destinations.get(i), i + 1))
                .toList());
    return new Intent(
        EDGE,
        base.ownerUid(),
        base.addresses(),
        base.ports(),
        List.of(new Backend("default", 1, List.of(group))),
        Traffic.DEFAULT,
        new External(List.of(), List.of(), List.of(), port));
  }

  private static Destination destination(String text, int number) {
    var node = text.startsWith("here") ? "n1" : "n2";
    var address = Ip.of((text.contains("6") ? "fd01::" : "10.1.0.") + number);
    return new Destination(address, node, "", !text.endsWith("leaving"));
  }
}
