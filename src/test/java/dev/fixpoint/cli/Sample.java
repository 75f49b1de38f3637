// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.api.v1alpha1.NodeRouting;
import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Pool;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.IntentWire;
import dev.fixpoint.wire.RoutingWire;
import dev.fixpoint.wire.RoutingWire.Ack;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A small cluster: VirtualService shop/checkout at 10.0.0.1, nodes n1 and n2.
final class Sample {
  static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");
  static final Key CHECKOUT = new Key("shop", "checkout");
  static final Duration SILENT_AFTER = Duration.ofSeconds(40);

  private Sample() {}

  /// @param more further lines under `spec`, or none
  static VirtualService service(String name, String app, String... more) {
    var yaml =
        """
        apiVersion: fixpoint.dev/v1alpha1
        kind: VirtualService
        metadata: {name: %s, namespace: shop, uid: uid-%s, generation: 1}
        spec:
          selector: {matchLabels: {app: %s}}
          ports: [{port: 80, targetPort: http}]
        """
            .formatted(name, name, app);
    return Serialization.unmarshal(
        yaml + String.join("", List.of(more)).indent(2), VirtualService.class);
  }

  /// With a status that says this of Ready.
  static VirtualService told(String name, long generation, String ready, String reason) {
    var service = service(name, "web");
    var yaml =
        """
        observedGeneration: %d
        conditions: [{type: Ready, status: '%s', reason: %s, message: because}]
        """
            .formatted(generation, ready, reason);
    service.setStatus(
        Serialization.unmarshal(yaml, dev.fixpoint.api.v1alpha1.VirtualServiceStatus.class));
    return service;
  }

  /// checkout, with a status of its latest spec that has these conditions.
  static VirtualService told(String... conditions) {
    var service = service("checkout", "web");
    var yaml = "observedGeneration: 1\nconditions: [%s]\n".formatted(String.join(", ", conditions));
    service.setStatus(
        Serialization.unmarshal(yaml, dev.fixpoint.api.v1alpha1.VirtualServiceStatus.class));
    return service;
  }

  static Pod pod(String name, String ip, boolean ready) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName(name)
        .withUid("uid-" + name)
        .withLabels(Map.of("app", "web"))
        .endMetadata()
        .withNewSpec()
        .withNodeName("n1")
        .addNewContainer()
        .withName("web")
        .addNewPort()
        .withName("http")
        .withContainerPort(8080)
        .endPort()
        .endContainer()
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .withPodIP(ip)
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready ? "True" : "False")
        .withMessage(ready ? null : "containers with unready status: [web]")
        .endCondition()
        .endStatus()
        .build();
  }

  static Pool pool(String ranges) {
    return new Pool(
        "default",
        "p",
        Instant.EPOCH,
        Pool.Rules.DEFAULT,
        List.of(IpRange.parse(ranges).orElseThrow()),
        List.of(),
        List.of(),
        Optional.empty());
  }

  static Claim claim(String address, String name) {
    var holder = "virtualservices.fixpoint.dev shop/" + name;
    return new Claim(Ip.of(address), holder, "shop", "uid-" + name);
  }

  static IntentFacts published(Intent intent, long version) {
    RoutingIntent resource = IntentWire.print(intent, 1);
    resource.getMetadata().setResourceVersion(Long.toString(version));
    return IntentFacts.of(List.of(resource)).getFirst();
  }

  static Node node(String name, boolean ready) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewStatus()
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready ? "True" : "False")
        .endCondition()
        .endStatus()
        .build();
  }

  static NodeRouting routing(
      String node, long watermark, int secondsAgo, Map<Key, String> failures) {
    var ack =
        new Ack(
            "nftables",
            List.of("TCP"),
            watermark,
            watermark,
            1,
            failures,
            List.of(),
            2,
            Optional.empty(),
            "0",
            Instant.EPOCH);
    return RoutingWire.print(node, ack, NOW.minusSeconds(secondsAgo));
  }

  /// A node whose agent reported three seconds ago.
  static NodeView view(String node, long watermark) {
    return view(node, watermark, Map.of());
  }

  /// The same, with what its kernel refuses.
  static NodeView view(String node, long watermark, Map<Key, String> failures) {
    return view(node(node, true), routing(node, watermark, 3, failures));
  }

  /// A node that is not Ready; its agent reports.
  static NodeView deadView(String node, long watermark) {
    return view(node(node, false), routing(node, watermark, 3, Map.of()));
  }

  /// A node whose agent was last heard five minutes ago.
  static NodeView silentView(String node, long watermark) {
    return view(node(node, true), routing(node, watermark, 300, Map.of()));
  }

  /// A node on which no agent ever ran.
  static NodeView bareView(String node) {
    return NodeView.of(List.of(node(node, true)), List.of(), NOW, SILENT_AFTER).getFirst();
  }

  private static NodeView view(Node node, NodeRouting routing) {
    return NodeView.of(List.of(node), List.of(routing), NOW, SILENT_AFTER).getFirst();
  }
}
