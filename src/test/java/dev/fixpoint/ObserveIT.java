// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.Client;
import dev.fixpoint.kit.FixpointProcess;
import dev.fixpoint.ops.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What can be seen of the roles while they run: metrics and logs.
class ObserveIT extends ShopCase {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Pattern SERVED = Pattern.compile("(?m)^# TYPE (fixpoint_\\S+) (\\w+)");
  private static final Pattern TOKEN = Pattern.compile("token: *([^}\\s]+)");
  private static final Pattern ROW = Pattern.compile("(?m)^(fixpoint_\\S+?)\\{(.*?),?\\} (\\S+)$");

  ObserveIT() {
    super(settings(), "n1");
  }

  private static Map<String, String> settings() {
    var settings = new HashMap<>(ONE_OPERATOR);
    settings.put("FIXPOINT_LOG_FORMAT", "json");
    return settings;
  }

  private static Path kubeconfig(FixpointProcess role) throws IOException {
    var environment = Files.readString(Path.of("/proc/" + role.pid() + "/environ"));
    return Stream.of(environment.split("\0"))
        .filter(variable -> variable.startsWith("KUBECONFIG="))
        .map(variable -> Path.of(variable.substring("KUBECONFIG=".length())))
        .findFirst()
        .orElseThrow();
  }

  private String metrics(FixpointProcess role) {
    try {
      return role.get("/q/metrics").body();
    } catch (IOException e) {
      return "";
    }
  }

  private Set<String> served(FixpointProcess role) {
    return SERVED
        .matcher(metrics(role))
        .results()
        .map(match -> named(match.group(1), match.group(2)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// A type is that of a family, which OpenMetrics names without the end of its series.
  private static String named(String family, String type) {
    return type.equals("counter") && !family.endsWith("_total")
        ? family + "_total"
        : family.replaceFirst("_max$", "");
  }

  private static Set<String> described(Metric.Role... roles) {
    return Arrays.stream(Metric.values())
        .filter(metric -> List.of(roles).contains(metric.role()))
        .map(Metric::prometheusName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyMetricOfTheReferenceIsServedAndNoOther() throws Exception {
    shop.pod("n1", "web-1");
    shop.apply("checkout");
    shop.awaitReady("checkout");
    Client.ask(fleet.node("n1").netns(), shop.address("checkout"), 80, LIMIT);

    var operators = described(Metric.Role.BOTH, Metric.Role.OPERATOR, Metric.Role.LEADER);
    operators.removeIf(name -> name.matches(".*_(anomalies|denied_total)")); // nothing is wrong
    Await.until(
        "all metrics of an operator", LIMIT, () -> served(fleet.operator()).containsAll(operators));
    var agents = described(Metric.Role.BOTH, Metric.Role.AGENT);
    Await.until("all of an agent", LIMIT, () -> served(fleet.agent("n1")).containsAll(agents));

    var known = described(Metric.Role.values());
    assertThat(served(fleet.operator())).isSubsetOf(known);
    assertThat(served(fleet.agent("n1"))).isSubsetOf(known);
    Await.until(
        "a VirtualService that is ready",
        LIMIT,
        () ->
            rows(fleet.operator(), Metric.VIRTUAL_SERVICES)
                .containsKey("ready=\"True\",reason=\"Ready\""));
  }

  private Map<String, String> rows(FixpointProcess role, Metric metric) {
    return ROW.matcher(metrics(role))
        .results()
        .filter(row -> row.group(1).equals(metric.prometheusName()))
        .collect(Collectors.toMap(row -> row.group(2), row -> row.group(3)));
  }

  @Test
  void connectionsAreCountedForEachBackend() throws Exception {
    shop.pod("n1", "web-1");
    shop.apply("checkout", "backends: [{name: stable}]");
    shop.awaitReady("checkout");
    var row = "backend=\"stable\",virtualservice=\"%s/checkout\"".formatted(shop.namespace());
    // What comes before the first look at the counters is not counted.
    Await.until(
        "connections that are counted",
        LIMIT,
        () -> {
          Shop.answers(fleet.node("n1").netns(), shop.address("checkout"), 1);
          return rows(fleet.agent("n1"), Metric.CONNECTIONS).containsKey(row);
        });
  }

  @Test
  void aRevisionIsFollowedThroughTheLogs() {
    shop.pod("n1", "web-1");
    shop.apply("checkout");
    shop.awaitReady("checkout");
    var key = shop.namespace() + "/checkout";
    var revision =
        shop.kubectl("get", "routingintent", "checkout", "-o", "jsonpath={.spec.revision}");

    var published = line(fleet.operator(), key + ": revision " + revision + " is published");
    assertThat(published.at("/mdc/object").asText()).isEqualTo(key);
    assertThat(published.at("/mdc/generation").asText()).isEqualTo("1");
    assertThat(line(fleet.agent("n1"), key + ": revision " + revision + " is in the kernel"))
        .isNotNull();
  }

  private JsonNode line(FixpointProcess role, String message) {
    var found = new AtomicReference<JsonNode>();
    Await.until(
        "the line " + message,
        LIMIT,
        () -> {
          lines(role).stream()
              .filter(line -> line.path("message").asText().startsWith(message))
              .findFirst()
              .ifPresent(found::set);
          return found.get() != null;
        });
    return found.get();
  }

  /// What the JVM itself says before it is up is no object.
  private static List<JsonNode> lines(FixpointProcess role) throws IOException {
    var json = new ObjectMapper();
    var lines = new ArrayList<JsonNode>();
    for (var line : Files.readAllLines(role.log())) {
      if (line.startsWith("{") && line.endsWith("}")) {
        lines.add(json.readTree(line));
      }
    }
    return lines;
  }

  @Test
  void theLevelChangesWhileTheRoleRuns() throws IOException {
    for (var role : List.of(fleet.operator(), fleet.agent("n1"))) {
      var changed = role.exec("log-level", "debug");
      assertThat(changed.err()).isEmpty();
      assertThat(changed.out()).isEqualTo("logging from level DEBUG on\n");
      assertThat(role.exec("log-level", "info").exit()).isZero();
      assertThat(role.exec("log-level", "loud").exit()).isEqualTo(2);
      assertThat(Files.readString(role.log()))
          .contains("from now on this logs from level DEBUG on");
    }
  }

  @Test
  void noSecretIsLogged() throws IOException {
    var roles = List.of(fleet.operator(), fleet.agent("n1"));
    roles.forEach(role -> role.exec("log-level", "debug").orThrow("log-level"));
    shop.pod("n1", "web-1");
    shop.apply("checkout");
    shop.awaitReady("checkout");
    for (var role : roles) {
      var secrets =
          TOKEN.matcher(Files.readString(kubeconfig(role))).results().map(k -> k.group(1)).toList();
      assertThat(secrets).isNotEmpty();
      var log = Files.readString(role.log());
      assertThat(secrets).noneMatch(log::contains);
      assertThat(log).doesNotContain("BEGIN").doesNotContainIgnoringCase("bearer ");
    }
  }
}
