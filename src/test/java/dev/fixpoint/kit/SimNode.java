// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A node without a kubelet: a Node object whose status the test writes, and a network namespace
/// in which an agent can run and from which pods are reached.
public final class SimNode implements ClusterNode {

  private final ControlPlane controlPlane;
  private final String name;
  private final Network.Place place;
  private final Set<SimPod> pods = ConcurrentHashMap.newKeySet();
  private int lastPod = 1;

  private SimNode(ControlPlane controlPlane, String name, Network.Place place) {
    this.controlPlane = controlPlane;
    this.name = name;
    this.place = place;
  }

  static SimNode create(ControlPlane controlPlane, String name, String zone) {
    var node = new SimNode(controlPlane, name, controlPlane.network().join(name));
    controlPlane.client().nodes().resource(node.object(zone)).create();
    return node;
  }

  private Node object(String zone) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("kubernetes.io/hostname", name)
        .addToLabels("kubernetes.io/os", "linux")
        .addToLabels("topology.kubernetes.io/zone", zone)
        .endMetadata()
        .withNewSpec()
        .withPodCIDR(place.podCidr())
        .withPodCIDRs(place.podCidr())
        .endSpec()
        .withNewStatus()
        .addNewAddress(place.address(), "InternalIP")
        .addNewAddress(name, "Hostname")
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .withReason("KubeletReady")
        .withLastHeartbeatTime(Instant.now().toString())
        .withLastTransitionTime(Instant.now().toString())
        .endCondition()
        .endStatus()
        .build();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Netns netns() {
    return place.netns();
  }

  @Override
  public String address() {
    return place.address();
  }

  /// Writes the Ready condition.
  public void setReady(boolean ready) {
    var change =
        """
        {"status": {"conditions": [{
          "type": "Ready", "status": "%s", "reason": "%s", "lastTransitionTime": "%s"
        }]}}"""
            .formatted(
                ready ? "True" : "False",
                ready ? "KubeletReady" : "KubeletNotReady",
                Instant.now().truncatedTo(ChronoUnit.SECONDS));
    var node = controlPlane.client().nodes().withName(name);
    node.subresource("status").patch(PatchContext.of(PatchType.STRATEGIC_MERGE), change);
  }

  /// Removes all rules and sets of its kernel, whoever made them.
  public void emptyKernel() {
    // First, for this is quick with any number of chains; what is left then is of legacy tools.
    // Last, since the others leave chains without rules.
    netns().exec("nft", "flush", "ruleset");
    for (var family : List.of("iptables", "ip6tables")) {
      for (var table : List.of("nat", "filter", "mangle")) {
        netns().exec(family, "-t", table, "-F");
        netns().exec(family, "-t", table, "-X");
      }
    }
    netns().exec("ipset", "destroy");
    netns().exec("nft", "flush", "ruleset").orThrow("an empty kernel");
  }

  /// A running, ready pod that answers on port 8080 with its name.
  public SimPod pod(String namespace, String name, Map<String, String> labels) {
    return podBuilder(namespace, name, labels).create();
  }

  /// A pod of which more is to be said before it is created.
  public SimPodBuilder podBuilder(String namespace, String name, Map<String, String> labels) {
    return new SimPodBuilder(this, namespace, name, labels);
  }

  /// Removes the Node object, the namespace, and the pods that are still here.
  public void delete() {
    pods.forEach(SimPod::delete);
    controlPlane.client().nodes().withName(name).delete();
    controlPlane.network().leave(name);
  }

  ControlPlane controlPlane() {
    return controlPlane;
  }

  Network.Place place() {
    return place;
  }

  Set<SimPod> pods() {
    return pods;
  }

  /// Goes round 2 to 254, so that an address is not at once given to another pod.
  synchronized String freeAddress() {
    for (int tries = 0; tries < 253; tries++) {
      lastPod = lastPod == 254 ? 2 : lastPod + 1;
      var address = place.podAddress(lastPod);
      if (pods.stream().noneMatch(pod -> pod.ip().equals(address))) {
        return address;
      }
    }
    throw new IllegalStateException("253 pods are the most on node " + name);
  }
}
