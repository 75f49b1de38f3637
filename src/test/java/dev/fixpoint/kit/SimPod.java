// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A pod without a kubelet: a Pod object whose status the test writes and, where traffic matters,
/// a network namespace behind its address in which an [EchoServer] answers. The pod is routed,
/// not bridged, so that all its packets pass the node's netfilter, those to its neighbours too.
public final class SimPod {

  private static final Duration ANSWER = Duration.ofSeconds(60);

  private final SimNode node;
  private final String namespace;
  private final String name;
  private final String ip;
  private final Optional<String> gate;
  private final Optional<Netns> netns;
  private final List<EchoServer> servers = new ArrayList<>();

  SimPod(
      SimNode node,
      String namespace,
      String name,
      String ip,
      Optional<String> gate,
      Collection<Integer> ports) {
    this.node = node;
    this.namespace = namespace;
    this.name = name;
    this.ip = ip;
    this.gate = gate;
    this.netns = Optional.ofNullable(ports).map(p -> join());
    node.pods().add(this);
    netns.ifPresent(n -> ports.forEach(port -> servers.add(new EchoServer(n, port, name))));
  }

  private Netns join() {
    int number = Integer.parseInt(ip.substring(ip.lastIndexOf('.') + 1));
    var pod = node.controlPlane().sandbox().netns(node.name() + "-p" + number);
    var gateway = node.place().podAddress(1);
    var link = "pod" + number;
    node.netns()
        .ip(
            "link add " + link + " type veth peer name eth0 netns " + pod.name(),
            "addr add " + gateway + "/32 dev " + link,
            "link set " + link + " up",
            "route add " + ip + "/32 dev " + link);
    pod.ip(
        "addr add " + ip + "/32 dev eth0",
        "link set eth0 up",
        "route add " + gateway + " dev eth0",
        "route add default via " + gateway);
    return pod;
  }

  public String name() {
    return name;
  }

  public String namespace() {
    return namespace;
  }

  public SimNode node() {
    return node;
  }

  /// Its address, or an empty text where it has none.
  public String ip() {
    return ip;
  }

  /// Where its traffic is, for clients inside the pod.
  public Netns netns() {
    return netns.orElseThrow(() -> new IllegalStateException(name + " has no traffic"));
  }

  /// The object as it is now, or null where it is gone.
  public Pod object() {
    return resource().get();
  }

  /// Writes the whole status: Running, ready or not, with its address. A pod with a gate is not
  /// Ready before [#awaitGate], only its containers are.
  public void setReady(boolean ready) {
    var status = new PodStatusBuilder().withPhase(ip.isEmpty() ? "Pending" : "Running");
    for (var type : List.of("PodScheduled", "Initialized", "ContainersReady", "Ready")) {
      status
          .addNewCondition()
          .withType(type)
          .withStatus(holds(type, ready) ? "True" : "False")
          .withLastTransitionTime(Instant.now().toString())
          .endCondition();
    }
    if (!ip.isEmpty()) {
      status.withHostIP(node.address()).withPodIP(ip).addNewPodIP(ip);
      status
          .addNewContainerStatus()
          .withName("web")
          .withReady(ready)
          .withStarted(true)
          .withNewState()
          .withNewRunning()
          .endRunning()
          .endState()
          .endContainerStatus();
    }
    var change = json(Map.of("status", status.build()));
    resource().subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE), change);
  }

  private boolean holds(String condition, boolean ready) {
    return switch (condition) {
      case "Ready" -> ready && gate.isEmpty();
      case "ContainersReady" -> ready;
      default -> true;
    };
  }

  /// Waits until somebody opens the gate, then makes the pod Ready, as its kubelet would.
  public void awaitGate(Duration limit) {
    Await.until("the gate of " + name, limit, () -> isTrue(gate.orElseThrow()));
    var ready = new PodConditionBuilder().withType("Ready").withStatus("True");
    ready.withLastTransitionTime(Instant.now().toString());
    var change = json(Map.of("status", Map.of("conditions", List.of(ready.build()))));
    resource().subresource("status").patch(PatchContext.of(PatchType.STRATEGIC_MERGE), change);
  }

  /// Whether a condition of the object is true now.
  public boolean isTrue(String condition) {
    return object().getStatus().getConditions().stream()
        .anyMatch(c -> c.getType().equals(condition) && c.getStatus().equals("True"));
  }

  /// Replaces all labels.
  public void setLabels(Map<String, String> labels) {
    // Not edit(), which fails where somebody else writes at the same time.
    var change = List.of(Map.of("op", "add", "path", "/metadata/labels", "value", labels));
    resource().patch(PatchContext.of(PatchType.JSON), json(change));
  }

  private String json(Object value) {
    return node.controlPlane().client().getKubernetesSerialization().asJson(value);
  }

  /// Asks for deletion with a grace period: the object stays, with a deletion time, and the pod
  /// goes on answering until [#delete].
  public void terminate() {
    resource().withGracePeriod(3600).delete();
  }

  /// Deletes the object at once, then what answers behind its address.
  public void delete() {
    resource().withGracePeriod(0).delete();
    node.pods().remove(this);
    stopTraffic();
  }

  /// Ends what answers as a well-behaved server does at SIGTERM: who has connected so far gets an
  /// answer.
  public void finish() {
    for (var server : servers) {
      try {
        Client.ask(netns(), ip, server.port(), ANSWER); // queued behind all that came before
      } catch (NoAnswer e) {
        throw new IllegalStateException(e);
      }
      Await.until("the connections of " + name + " to end", ANSWER, server::isIdle);
    }
    stopTraffic();
  }

  /// Only what answers behind the address goes, as when a machine loses power; the object stays.
  public void stopTraffic() {
    servers.forEach(EchoServer::close);
    servers.clear();
    netns
        .filter(Netns::exists)
        .ifPresent(
            pod -> {
              node.netns().exec("ip", "link", "del", "pod" + ip.substring(ip.lastIndexOf('.') + 1));
              pod.delete();
            });
  }

  private PodResource resource() {
    return node.controlPlane().client().pods().inNamespace(namespace).withName(name);
  }
}
