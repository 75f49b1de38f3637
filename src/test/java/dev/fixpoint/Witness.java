// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import dev.fixpoint.api.v1alpha1.NodeRouting;
import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.ControlPlane;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/// Watches all that is written about one VirtualService and by the agents, in the order in which
/// the API server got it, and holds each status against what had been acked by then.
final class Witness implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final ConcurrentSkipListMap<Long, HasMetadata> history = new ConcurrentSkipListMap<>();
  private final List<Watch> watches = new ArrayList<>();
  private final KubernetesClient client;
  private final String namespace;
  private final String service;

  Witness(ControlPlane controlPlane, String namespace, String service) {
    this.client = controlPlane.client();
    this.namespace = namespace;
    this.service = service;
    watches.add(client.resources(NodeRouting.class).watch(new Recorder<>()));
    watches.add(
        client.resources(RoutingIntent.class).inNamespace(namespace).watch(new Recorder<>()));
    watches.add(
        client.resources(VirtualService.class).inNamespace(namespace).watch(new Recorder<>()));
  }

  private final class Recorder<T extends HasMetadata> implements Watcher<T> {
    @Override
    public void eventReceived(Action action, T object) {
      history.put(version(object), object);
    }

    @Override
    public void onClose(WatcherException cause) {}
  }

  private static long version(HasMetadata object) {
    return Long.parseLong(object.getMetadata().getResourceVersion());
  }

  /// How many statuses said that all nodes route the revision.
  long judged() {
    awaitAll();
    return history.values().stream().filter(Witness::saysProgrammed).count();
  }

  /// The statuses that said so while fewer nodes than they count had acked the intent.
  List<String> lies() {
    awaitAll();
    var lies = new ArrayList<String>();
    var watermarks = new HashMap<String, Long>();
    long intent = Long.MAX_VALUE;
    for (var entry : history.entrySet()) {
      switch (entry.getValue()) {
        case NodeRouting routing when routing.getStatus() != null ->
            watermarks.put(routing.getMetadata().getName(), watermark(routing));
        case RoutingIntent written -> intent = version(written);
        case VirtualService status when saysProgrammed(status) -> {
          long wanted = intent;
          long acked = watermarks.values().stream().filter(mark -> mark >= wanted).count();
          if (acked < status.getStatus().getNodes().getLive()) {
            lies.add(
                "at %d: %s, though the intent is of %d and the nodes are at %s"
                    .formatted(
                        entry.getKey(),
                        status.getStatus().getSummary().getNodes(),
                        wanted,
                        watermarks));
          }
        }
        default -> {} // nothing that says anything
      }
    }
    return lies;
  }

  private static long watermark(NodeRouting routing) {
    return Long.parseLong(routing.getStatus().getWatermarks().getRoutingIntents());
  }

  private static boolean saysProgrammed(HasMetadata object) {
    return object instanceof VirtualService seen
        && seen.getStatus() != null
        && seen.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Programmed") && c.getStatus().equals("True"));
  }

  /// Waits until the watch has brought the object as it is now.
  private void awaitAll() {
    Await.until(
        "the watch to bring the last status",
        LIMIT,
        () ->
            history.containsKey(
                version(
                    client
                        .resources(VirtualService.class)
                        .inNamespace(namespace)
                        .withName(service)
                        .get())));
  }

  @Override
  public void close() {
    watches.forEach(Watch::close);
  }
}
