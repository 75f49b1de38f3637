// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.Requests;
import dev.fixpoint.kit.SimPod;
import dev.fixpoint.wire.Names;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What a change costs in writes, as the API server counts them.
class WritesIT extends ShopCase {
  private static final int SERVICES = 30;
  private static final int MANY = 1_050;
  private static final int LIMIT = 256 * 1024;
  private static final int CREATORS = 8;

  /// More pods than a node's podCIDR has addresses.
  WritesIT() {
    super(Map.of("FIXPOINT_LEADER_ELECTION", "false", "FIXPOINT_CHECK_POD_CIDRS", "false"), "n1");
  }

  @AfterEach
  void clear() {
    // First what is counted: a namespace on its way out would still be served until its pods end.
    shop.kubectl("delete", "vsvc", "--all");
    Await.until(
        "nothing of them is left",
        Duration.ofMinutes(2),
        () -> shop.kubectl("get", "rintent,endpointslices", "-o", "name").isEmpty());
  }

  @Test
  void aReadinessChangeIsTwoWritesAndAStatusWhateverElseThereIs() {
    var pod = pod("web-0", "web", "10.244.1.10");
    pod("web-1", "web", "10.244.1.11");
    shop.apply("web");
    for (int i = 0; i < SERVICES; i++) {
      pod("other-" + i, "other-" + i, "10.244.1." + (100 + i));
      shop.apply("other-" + i, "backends: [{name: a, selector: {matchLabels: {app: other}}}]");
    }
    shop.awaitEndpoints("web", "2/2");

    var writes = writesOf(() -> pod.setReady(false), "web", "1/2");

    assertThat(writes.of("routingintents")).isEqualTo(1);
    assertThat(writes.of("endpointslices")).isEqualTo(1);
    assertThat(writes.of("virtualservices/status")).isEqualTo(1);
    assertThat(writes.of("services")).isZero();
    assertThat(writes.of("ipaddresses")).isZero();
  }

  @Test
  @DisplayName("T26: more than a thousand endpoints are sharded, and one more change is two writes")
  void aThousandEndpointsAreSharded() throws InterruptedException {
    var pods = pods(MANY);
    shop.apply("web");
    shop.awaitEndpoints("web", MANY + "/" + MANY);

    var intents =
        cluster.client().resources(RoutingIntent.class).inNamespace(shop.namespace()).list();
    assertThat(intents.getItems())
        .extracting(intent -> intent.getMetadata().getName())
        .containsExactlyInAnyOrder("web", "web.1");
    assertThat(intents.getItems()).allMatch(intent -> bytes(intent) < LIMIT);
    assertThat(endpointsOf(intents.getItems())).isEqualTo(MANY);
    var slices =
        cluster
            .client()
            .resources(EndpointSlice.class)
            .inNamespace(shop.namespace())
            .withLabel(Names.VIRTUAL_SERVICE, "web")
            .withoutLabel(Names.SERVICE_NAME)
            .list()
            .getItems();
    assertThat(slices).allMatch(slice -> slice.getEndpoints().size() <= 100);
    assertThat(slices.stream().mapToInt(slice -> slice.getEndpoints().size()).sum())
        .isEqualTo(MANY);

    var writes = writesOf(() -> pods.getFirst().setReady(false), "web", (MANY - 1) + "/" + MANY);

    assertThat(writes.of("routingintents")).isEqualTo(1);
    assertThat(writes.of("endpointslices")).isEqualTo(1);
    assertThat(writes.of("virtualservices/status")).isEqualTo(1);
  }

  @Test
  @DisplayName("T14: of changes in quick succession the last one wins")
  void ofChangesInQuickSuccessionTheLastOneWins() {
    pod("web-0", "web", "10.244.1.12");
    shop.apply("web");
    shop.awaitReady("web");
    for (int i = 0; i < 20; i++) {
      port(81);
      port(80);
    }

    var last = service().getMetadata().getGeneration();
    shop.kubectl(
        "wait", "--for=jsonpath={.status.observedGeneration}=" + last, "vsvc/web", "--timeout=90s");
    shop.awaitReady("web");

    assertThat(service().getMetadata().getGeneration()).isEqualTo(last);
    assertThat(service().getStatus().getSummary().getPorts()).isEqualTo("80/TCP");
    assertThat(shop.kubectl("get", "rintent", "web", "-o", "jsonpath={.spec.ports[*].port}"))
        .isEqualTo("80");
  }

  private void port(int port) {
    var patch = "[{\"op\": \"replace\", \"path\": \"/spec/ports/0/port\", \"value\": %d}]";
    shop.kubectl("patch", "vsvc", "web", "--type=json", "-p", patch.formatted(port));
  }

  private VirtualService service() {
    return cluster
        .client()
        .resources(VirtualService.class)
        .inNamespace(shop.namespace())
        .withName("web")
        .get();
  }

  /// The writes of a change, from quiet to quiet.
  private Requests writesOf(Runnable change, String service, String endpoints) {
    var before = Scale.quiet(cluster);
    change.run();
    shop.awaitEndpoints(service, endpoints);
    return Scale.quiet(cluster).since(before);
  }

  private SimPod pod(String name, String app, String ip) {
    return fleet
        .node("n1")
        .podBuilder(shop.namespace(), name, Map.of("app", app))
        .withIp(ip)
        .withoutTraffic()
        .create();
  }

  private List<SimPod> pods(int count) throws InterruptedException {
    var tasks = new ArrayList<Callable<SimPod>>();
    for (int i = 0; i < count; i++) {
      var ip = "10.245.%d.%d".formatted(i / 200, 10 + i % 200);
      var name = "web-" + i;
      tasks.add(() -> pod(name, "web", ip));
    }
    try (var creators = Executors.newFixedThreadPool(CREATORS)) {
      var pods = new ArrayList<SimPod>();
      for (var pod : creators.invokeAll(tasks)) {
        pods.add(pod.get());
      }
      return pods;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a pod could not be made", e);
    }
  }

  private int bytes(RoutingIntent intent) {
    var json = cluster.client().getKubernetesSerialization().asJson(intent);
    return json.getBytes(StandardCharsets.UTF_8).length;
  }

  private static int endpointsOf(List<RoutingIntent> intents) {
    return intents.stream()
        .flatMap(intent -> intent.getSpec().getBackends().stream())
        .flatMap(backend -> backend.getGroups().stream())
        .mapToInt(group -> group.getEndpoints().size())
        .sum();
  }
}
