// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import dev.fixpoint.api.v1alpha1.Selector;
import dev.fixpoint.api.v1alpha1.ServicePort;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.api.v1alpha1.VirtualServiceSpec;
import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.Requests;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/// Many VirtualServices applied at once, and what that took.
public final class Scale {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int APPLIERS = 4;

  /// What came of it.
  ///
  /// @param applied seconds until the API server had all of them
  /// @param programmed seconds until all were Programmed
  /// @param writes of all components together
  public record Result(
      int services, double applied, double programmed, Requests writes, List<String> addresses) {

    /// A table of the writes for each VirtualService.
    public String table() {
      var text = new StringBuilder();
      text.append(
          "%d VirtualServices: applied in %.1f s, all Programmed after %.1f s (%.0f/s)%n"
              .formatted(services, applied, programmed, services / programmed));
      double sum = 0;
      for (var what : OURS) {
        double each = (double) writes.of(what) / services;
        sum += each;
        text.append("  %-24s %6.3f writes per VirtualService%n".formatted(what, each));
      }
      text.append("  %-24s %6.3f%n".formatted("together", sum));
      return text.toString();
    }
  }

  /// What operator and agents write.
  private static final List<String> OURS =
      List.of(
          "ipaddresses",
          "endpointslices",
          "services",
          "routingintents",
          "virtualservices/status",
          "addresspools/status",
          "noderoutings",
          "noderoutings/status",
          "events");

  /// What is written for a VirtualService, and not from time to time.
  private static final Set<String> CONTENT =
      Set.of(
          "ipaddresses", "endpointslices", "services", "routingintents", "virtualservices/status");

  private static final Map<String, String> WEB = Map.of("app", "web");

  private static final Duration QUIET = Duration.ofSeconds(2);

  private Scale() {}

  /// Applies them in a namespace that has ready pods labelled `app: web`.
  public static Result run(ControlPlane controlPlane, String namespace, int services) {
    return run(controlPlane, namespace, services, name -> WEB);
  }

  /// @param labels of the pods that the service of a name selects
  public static Result run(
      ControlPlane controlPlane,
      String namespace,
      int services,
      Function<String, Map<String, String>> labels) {
    var before = quiet(controlPlane);
    long start = System.nanoTime();
    try (var appliers = Executors.newFixedThreadPool(APPLIERS)) {
      for (int i = 0; i < services; i++) {
        var service = service(namespace, "svc-" + i, labels.apply("svc-" + i));
        appliers.submit(() -> controlPlane.client().resource(service).create());
      }
    }
    double applied = seconds(start);
    Await.until(
        "all are Programmed",
        LIMIT,
        () -> programmed(controlPlane, namespace) == services,
        () -> programmed(controlPlane, namespace) + " of " + services);
    double programmed = seconds(start);
    var writes = Requests.writes(controlPlane).since(before);
    var addresses =
        list(controlPlane, namespace).stream()
            .flatMap(service -> service.getStatus().getAddresses().stream())
            .toList();
    return new Result(services, applied, programmed, writes, addresses);
  }

  /// The writes until now, once what others have left behind has been dealt with.
  public static Requests quiet(ControlPlane controlPlane) {
    var last = new AtomicReference<>(Requests.writes(controlPlane));
    Await.until(
        "nothing else is written",
        LIMIT,
        () -> {
          Thread.sleep(QUIET.toMillis());
          var now = Requests.writes(controlPlane);
          return now.since(last.getAndSet(now)).counts().keySet().stream()
              .noneMatch(CONTENT::contains);
        });
    return last.get();
  }

  static List<VirtualService> list(ControlPlane controlPlane, String namespace) {
    return controlPlane
        .client()
        .resources(VirtualService.class)
        .inNamespace(namespace)
        .list()
        .getItems();
  }

  /// How many VirtualServices of a namespace are Programmed.
  public static long programmed(ControlPlane controlPlane, String namespace) {
    return list(controlPlane, namespace).stream()
        .filter(service -> service.getStatus() != null)
        .filter(
            service ->
                service.getStatus().getConditions().stream()
                    .anyMatch(
                        c -> c.getType().equals("Programmed") && c.getStatus().equals("True")))
        .count();
  }

  /// One that selects the pods labelled `app: NAME`.
  public static void create(ControlPlane controlPlane, String namespace, String name) {
    create(controlPlane, namespace, name, Map.of("app", name));
  }

  /// @param labels of the pods that it selects
  public static void create(
      ControlPlane controlPlane, String namespace, String name, Map<String, String> labels) {
    controlPlane.client().resource(service(namespace, name, labels)).create();
  }

  static VirtualService service(String namespace, String name) {
    return service(namespace, name, WEB);
  }

  static VirtualService service(String namespace, String name, String app) {
    return service(namespace, name, Map.of("app", app));
  }

  private static VirtualService service(String namespace, String name, Map<String, String> labels) {
    var service = new VirtualService();
    service.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
    var spec = new VirtualServiceSpec();
    var selector = new Selector();
    selector.setMatchLabels(labels);
    spec.setSelector(selector);
    var port = new ServicePort();
    port.setPort(80);
    port.setTargetPort(new IntOrString("http"));
    spec.setPorts(List.of(port));
    service.setSpec(spec);
    return service;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
