// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.controller.Router.Routed;
import dev.fixpoint.endpoints.Pod;
import dev.fixpoint.endpoints.Pod.Gate;
import dev.fixpoint.forwarding.Usage;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.plan.Gates;
import dev.fixpoint.plan.Gates.Verdict;
import dev.fixpoint.plan.Gates.View;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.VipService;
import dev.fixpoint.wire.GateWire;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Opens the readiness gates of the pods that ask for it, and tells those that end when nobody
/// sends them new connections any more: in a condition of the pod.
@Singleton
class Gatekeeper {
  private static final Logger LOG = Logger.getLogger(Gatekeeper.class);

  private final KubernetesClient client;
  private final Cluster cluster;
  private final Wakeups wakeups;
  private final Map<Key, View> views = new ConcurrentHashMap<>();

  /// What each pod was told last, by its UID.
  private final Map<String, Verdict> told = new ConcurrentHashMap<>();

  Gatekeeper(KubernetesClient client, Cluster cluster, Wakeups wakeups) {
    this.client = client;
    this.cluster = cluster;
    this.wakeups = wakeups;
  }

  /// Takes what a service has come to, and tells whom that concerns.
  ///
  /// @param pods among which are all that the service selects, as they were when its intent was
  ///     made of them
  /// @param routed empty where the service has no intent
  void served(VipService service, List<Pod> pods, Optional<Routed> routed) {
    var key = service.key();
    var selected = pods.stream().filter(pod -> service.selector().matches(pod.labels())).toList();
    var used =
        selected.stream()
            .filter(pod -> pod.terminating() && pod.gate() != Gate.NONE)
            .filter(pod -> routed.filter(r -> isUsed(r.intent(), pod)).isPresent())
            .map(Pod::uid)
            .collect(Collectors.toSet());
    var before = views.getOrDefault(key, View.NOTHING);
    var view = Gates.of(before, selected, used, routed.map(r -> r.rollout().complete()));
    views.put(key, view);
    for (var pod : selected) {
      if (view.routed().contains(pod.uid()) || view.drained().contains(pod.uid())) {
        judge(key.namespace(), pod);
      }
    }
  }

  private boolean isUsed(Intent intent, Pod pod) {
    var home = cluster.placeOf(pod.node());
    return pod.addresses().stream()
        .flatMap(address -> Ip.parse(address).stream())
        .anyMatch(ip -> Usage.isUsed(intent, ip, home));
  }

  /// Looks at all pods that wait, for what no reconciliation tells: pods that no service selects.
  void sweep() {
    var waiting = new HashMap<>(wakeups.waitingPods());
    told.keySet().retainAll(waiting.values().stream().map(Pod::uid).toList());
    waiting.forEach((id, pod) -> judge(id.namespace(), pod));
  }

  private void judge(String namespace, Pod pod) {
    var selecting =
        wakeups.selecting(namespace, pod).stream()
            .map(key -> views.getOrDefault(key, View.NOTHING))
            .toList();
    Gates.judge(pod, selecting)
        .filter(verdict -> told.get(pod.uid()) != verdict)
        .ifPresent(verdict -> tell(namespace, pod, verdict));
  }

  private void tell(String namespace, Pod pod, Verdict verdict) {
    var patch =
        switch (verdict) {
          case OPEN ->
              GateWire.open(pod.uid(), "every live node routes to this pod", Instant.now());
          case DRAINED ->
              GateWire.drained(
                  pod.uid(), "no live node sends new connections to this pod", Instant.now());
        };
    try {
      client
          .pods()
          .inNamespace(namespace)
          .withName(pod.name())
          .subresource("status")
          .patch(
              PatchContext.of(PatchType.STRATEGIC_MERGE),
              client.getKubernetesSerialization().asJson(patch));
      told.put(pod.uid(), verdict);
    } catch (KubernetesClientException e) {
      boolean gone =
          e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
              || e.getCode() == HttpURLConnection.HTTP_CONFLICT; // another pod of that name
      if (!gone) {
        LOG.warnf(
            "pod %s/%s could not be told that it is %s, trying again: %s",
            namespace, pod.name(), verdict, e.getMessage());
      }
    }
  }

  /// Forgets all services but these.
  void retain(Set<Key> keys) {
    views.keySet().retainAll(keys);
  }
}
