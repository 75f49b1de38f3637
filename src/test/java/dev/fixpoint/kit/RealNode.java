// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A node with containerd and a kubelet. It has network, mount, process and host name namespaces of
/// its own and a first process that only waits: with that one all of the node ends. The cgroups,
/// /run, /var/lib and /var/log are the node's own, so that none of its mounts and files stays.
public final class RealNode implements ClusterNode {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final ControlPlane controlPlane;
  private final String name;
  private final Network.Place place;
  private final NodeFiles files;
  private List<String> enter = List.of();

  private RealNode(ControlPlane controlPlane, String name, Network.Place place) {
    this.controlPlane = controlPlane;
    this.name = name;
    this.place = place;
    this.files = new NodeFiles(controlPlane, name, place);
  }

  /// Starts all of a node; it is Ready some seconds later.
  static RealNode start(ControlPlane controlPlane, String name, String zone, List<Path> images) {
    var node = new RealNode(controlPlane, name, controlPlane.network().join(name));
    node.startFirstProcess();
    node.startContainerd(images);
    node.startKubelet(zone);
    return node;
  }

  private void startFirstProcess() {
    var ready = files.folder().resolve("up");
    var run = "fixpoint-" + controlPlane.sandbox().id();
    var command = new ArrayList<>(List.of("unshare", "--mount", "--uts", "--pid", "--fork"));
    command.addAll(List.of("--kill-child=SIGKILL", "sh", files.init().toString()));
    command.add("begin");
    command.addAll(List.of(run, name, ready.toString()));
    var first = background("init", place.netns().wrap(command));
    first.await("the namespaces of " + name, LIMIT, () -> Files.exists(ready));
    var pid = first.process().children().findFirst().orElseThrow().pid();
    enter =
        List.of(
            "nsenter",
            "--target=" + pid,
            "--mount",
            "--uts",
            "--pid",
            "--net",
            "--cgroup",
            "sh",
            files.init().toString(),
            "join");
  }

  private void startContainerd(List<Path> images) {
    var program = controlPlane.binaries().path(Part.CONTAINERD);
    var shims = controlPlane.binaries().path(Part.SHIM).getParent();
    var path = "PATH=" + shims + ":" + System.getenv("PATH");
    var config = files.containerdConfig();
    var containerd =
        background("containerd", inside("env", path, program.toString(), "-c", config.toString()));
    containerd.await("containerd of " + name, LIMIT, () -> ctr("version").exit() == 0);
    for (var image : images) {
      ctr("-n", "k8s.io", "images", "import", image.toString()).orThrow("import of " + image);
    }
  }

  private Run ctr(String... args) {
    var program = controlPlane.binaries().path(Part.CTR).toString();
    var command = new ArrayList<>(List.of(program, "--address", files.socket().toString()));
    command.addAll(List.of(args));
    return Run.of("", command);
  }

  private void startKubelet(String zone) {
    var kubeconfig = controlPlane.kubeconfigInside("system:node:" + name, "system:nodes");
    background(
        "kubelet",
        inside(
            controlPlane.binaries().path(Part.KUBELET).toString(),
            "--config=" + files.kubeletConfig(),
            "--kubeconfig=" + kubeconfig,
            "--hostname-override=" + name,
            "--node-ip=" + place.address(),
            "--root-dir=" + files.folder().resolve("kubelet"),
            "--cert-dir=" + files.folder().resolve("pki"),
            "--node-labels=topology.kubernetes.io/zone=" + zone));
  }

  private Started background(String program, List<String> command) {
    var label = program + "-" + name;
    return controlPlane.sandbox().start(label, Optional.empty(), Map.of(), command);
  }

  /// The command line that runs a command as a process of this node, in all its namespaces.
  public List<String> inside(String... command) {
    var line = new ArrayList<>(enter);
    line.addAll(List.of(command));
    return line;
  }

  /// Waits until the cluster says Ready, and gives the node its pod addresses as a cloud would.
  void awaitReady() {
    var node = controlPlane.client().nodes().withName(name);
    Await.until(name + " to register", LIMIT, () -> node.get() != null, this::logs);
    var cidrs = "{\"spec\": {\"podCIDR\": \"%1$s\", \"podCIDRs\": [\"%1$s\"]}}";
    node.patch(PatchContext.of(PatchType.JSON_MERGE), cidrs.formatted(place.podCidr()));
    Await.until(
        name + " to be Ready",
        LIMIT,
        () ->
            node.get().getStatus().getConditions().stream()
                .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True")),
        this::logs);
  }

  private String logs() {
    var logs = controlPlane.sandbox().folder().resolve("logs");
    var text = new StringBuilder();
    for (var program : List.of("containerd", "kubelet")) {
      var log = logs.resolve(program + "-" + name + ".log").toString();
      text.append("--- ").append(log).append('\n').append(Run.of("tail", "-30", log).out());
    }
    return text.toString();
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
}
