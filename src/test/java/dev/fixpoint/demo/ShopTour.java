// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.demo;

import dev.fixpoint.kit.ControlPlane;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the demo shows, each with what must hold.
final class ShopTour {
  private static final String NAMESPACE = "shop";
  private static final String SERVICE = "vsvc/checkout";
  private static final String WAIT = "--timeout=120s";
  private static final int CONNECTIONS = 60;

  private final ControlPlane cluster;
  private final Console console;
  private String address;

  ShopTour(ControlPlane cluster, Console console) {
    this.cluster = cluster;
    this.console = console;
  }

  void applyAndWait() {
    var example = "docs/examples/first.yaml";
    console.command(
        "kubectl apply -f " + example,
        cluster.kubectl("apply", "-f", example).orThrow("apply").out());
    kubectl("rollout", "status", "deployment/checkout", WAIT);
    kubectl("rollout", "status", "daemonset/client", WAIT);
    awaitEndpoints("3/3");
    show("wait", "--for=condition=Programmed", SERVICE, WAIT);
    address = kubectl("get", SERVICE, "-o", "jsonpath={.status.addresses[0]}");
  }

  /// All pods answer, and nobody else, from a client on each node.
  void spreads() {
    var pods = pods("app=checkout");
    for (var client : pods("app=client")) {
      var answers = answers(client);
      require(
          answers.keySet().equals(new java.util.TreeSet<>(pods)),
          "all three pods answer, but it was " + answers);
    }
  }

  /// A pod whose probe fails gets no new connection.
  void failsAProbe() {
    var failing = pods("app=checkout").getFirst();
    show("exec", failing, "--", "rm", "/tmp/www/healthz");
    awaitEndpoints("2/3");
    for (var client : pods("app=client")) {
      var answers = answers(client);
      require(!answers.containsKey(failing), failing + " still answers: " + answers);
      require(answers.size() == 2, "the two others answer, but it was " + answers);
    }
  }

  /// A deleted pod's replacement answers at the same address.
  void replacesAPod() {
    var before = pods("app=checkout");
    show("delete", "pod", before.getFirst(), "--wait=true");
    kubectl("rollout", "status", "deployment/checkout", WAIT);
    awaitEndpoints("3/3");
    var after = new ArrayList<>(pods("app=checkout"));
    after.removeAll(before);
    for (var client : pods("app=client")) {
      var answers = answers(client);
      require(
          answers.keySet().containsAll(after),
          "the replacement " + after + " answers, but it was " + answers);
    }
    var now = kubectl("get", SERVICE, "-o", "jsonpath={.status.addresses[0]}");
    require(now.equals(address), "the address stays " + address + ", but it is " + now);
  }

  void overview() {
    show("get", "vsvc,apool,noderoutings,ipaddresses");
  }

  /// Waits for the endpoints in the status, and until every live node routes them.
  private void awaitEndpoints(String wanted) {
    kubectl("wait", "--for=jsonpath={.status.summary.endpoints}=" + wanted, SERVICE, WAIT);
    kubectl("wait", "--for=condition=Programmed", SERVICE, WAIT);
  }

  /// The names of the pods that are not on their way out.
  private List<String> pods(String selector) {
    return cluster
        .client()
        .pods()
        .inNamespace(NAMESPACE)
        .withLabelSelector(selector)
        .list()
        .getItems()
        .stream()
        .map(Pod::getMetadata)
        .filter(pod -> pod.getDeletionTimestamp() == null)
        .map(ObjectMeta::getName)
        .sorted()
        .toList();
  }

  /// How often each pod answers a client's connections to the address.
  private Map<String, Integer> answers(String client) {
    var loop =
        "for i in $(seq %d); do timeout 5 wget -qO- http://%s/ || echo FAILED; done"
            .formatted(CONNECTIONS, address);
    var output = kubectl("exec", client, "--", "sh", "-c", loop);
    var answers = new TreeMap<String, Integer>();
    output.lines().forEach(pod -> answers.merge(pod, 1, Integer::sum));
    console.say(
        "  %s on %s, %d connections to http://%s/:"
            .formatted(client, nodeOf(client), CONNECTIONS, address));
    answers.forEach((pod, count) -> console.say("    %4d  %s".formatted(count, pod)));
    require(!answers.containsKey("FAILED"), "no connection fails, but it was " + answers);
    return answers;
  }

  private String nodeOf(String pod) {
    return kubectl("get", "pod", pod, "-o", "jsonpath={.spec.nodeName}");
  }

  private void show(String... args) {
    console.command("kubectl -n " + NAMESPACE + " " + String.join(" ", args), kubectl(args));
  }

  private String kubectl(String... args) {
    var all = new ArrayList<>(List.of("-n", NAMESPACE));
    all.addAll(List.of(args));
    return cluster
        .kubectl(all.toArray(String[]::new))
        .orThrow("kubectl " + String.join(" ", args))
        .out();
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new DemoFailure(what);
    }
  }

  /// Something that the demo promises does not hold.
  static final class DemoFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    DemoFailure(String what) {
      super(what);
    }
  }
}
