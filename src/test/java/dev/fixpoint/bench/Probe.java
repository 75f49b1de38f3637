// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.Fleet;
import dev.fixpoint.Scale;
import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.Client;
import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.Netns;
import dev.fixpoint.kit.NoAnswer;
import dev.fixpoint.kit.SimPod;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A VirtualService with one pod on another node, which becomes ready again and again.
final class Probe implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final String NAME = "probe";
  private static final Map<String, String> LABELS = Map.of("app", NAME);

  /// What is reached, one after the other.
  enum Stage {
    INTENT,
    KERNEL,
    CONNECTED,
    PROGRAMMED
  }

  private final Map<Stage, Long> reached = new ConcurrentHashMap<>();
  private final List<Watch> watches = new ArrayList<>();
  private final ControlPlane controlPlane;
  private final Netns from;
  private final SimPod pod;
  private final String namespace;
  private final Process monitor;
  private final String address;

  Probe(ControlPlane controlPlane, Fleet fleet) {
    this.controlPlane = controlPlane;
    this.namespace = controlPlane.namespace("probe");
    this.from = fleet.node("n1").netns();
    this.pod = fleet.node("n2").pod(namespace, NAME, LABELS);
    Scale.create(controlPlane, namespace, NAME);
    Await.until("the probe to be ready", LIMIT, () -> isProgrammed(service(), "1/1"));
    address = service().getStatus().getAddresses().getFirst();
    watches.add(watch(RoutingIntent.class, this::intent));
    watches.add(watch(VirtualService.class, this::status));
    monitor = monitor();
  }

  private VirtualService service() {
    return controlPlane
        .client()
        .resources(VirtualService.class)
        .inNamespace(namespace)
        .withName(NAME)
        .get();
  }

  private static boolean isProgrammed(VirtualService service, String endpoints) {
    var status = service.getStatus();
    return status != null
        && endpoints.equals(status.getSummary().getEndpoints())
        && status.getConditions().stream()
            .anyMatch(c -> c.getType().equals("Programmed") && c.getStatus().equals("True"));
  }

  private <T extends HasMetadata> Watch watch(Class<T> type, java.util.function.Consumer<T> sink) {
    return controlPlane
        .client()
        .resources(type)
        .inNamespace(namespace)
        .watch(
            new Watcher<>() {
              @Override
              public void eventReceived(Action action, T object) {
                sink.accept(object);
              }

              @Override
              public void onClose(WatcherException cause) {}
            });
  }

  private void intent(RoutingIntent intent) {
    if (controlPlane.client().getKubernetesSerialization().asJson(intent).contains(pod.ip())) {
      reach(Stage.INTENT);
    }
  }

  private void status(VirtualService service) {
    if (isProgrammed(service, "1/1")) {
      reach(Stage.PROGRAMMED);
    }
  }

  /// `nft monitor` prints each change of the kernel's tables in n1.
  private Process monitor() {
    try {
      var process =
          new ProcessBuilder("ip", "netns", "exec", from.name(), "nft", "-n", "monitor").start();
      Thread.ofVirtual().start(() -> follow(process));
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void follow(Process process) {
    var input = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8);
    new BufferedReader(input)
        .lines()
        .filter(line -> line.contains(pod.ip()) && !line.startsWith("delete"))
        .forEach(line -> reach(Stage.KERNEL));
  }

  private void reach(Stage stage) {
    reached.putIfAbsent(stage, System.nanoTime());
  }

  /// Makes the pod unready, waits until that is so everywhere, makes it ready, and waits again.
  ///
  /// @return milliseconds from the patch to each stage
  Map<Stage, Double> round() {
    pod.setReady(false);
    Await.until("the probe to be gone", LIMIT, () -> isProgrammed(service(), "0/1"));
    reached.clear();
    long start = System.nanoTime();
    pod.setReady(true);
    Await.until("a connection", LIMIT, this::connects);
    reach(Stage.CONNECTED);
    Await.until("all stages", LIMIT, () -> reached.size() == Stage.values().length);
    var times = new EnumMap<Stage, Double>(Stage.class);
    reached.forEach((stage, at) -> times.put(stage, (at - start) / 1e6));
    return times;
  }

  private boolean connects() {
    while (true) {
      try {
        Client.ask(from, address, 80, ANSWER);
        return true;
      } catch (NoAnswer e) {
        if (e.kind() != NoAnswer.Kind.REFUSED) {
          return false;
        }
      }
    }
  }

  @Override
  public void close() {
    watches.forEach(Watch::close);
    monitor.destroy();
    pod.delete();
    controlPlane.client().namespaces().withName(namespace).delete();
  }
}
