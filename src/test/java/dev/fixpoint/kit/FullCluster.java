// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A real cluster on one machine: the control plane with a scheduler, and two nodes `n1` (zone-a)
/// and `n2` (zone-b) on which containerd and kubelet run pods. There is no kube-proxy and no DNS.
public final class FullCluster implements AutoCloseable {

  /// The image for test pods: see [OciImage#WEB].
  public static final String WEB_IMAGE = OciImage.WEB;

  private final ControlPlane controlPlane;
  private final List<RealNode> nodes;

  private FullCluster(ControlPlane controlPlane, List<RealNode> nodes) {
    this.controlPlane = controlPlane;
    this.nodes = nodes;
  }

  /// Starts it and waits until both nodes are Ready.
  ///
  /// @param images more images for the nodes, as OCI archives
  public static FullCluster start(Path... images) {
    var controlPlane = ControlPlane.start(Part.CLUSTER);
    try {
      return start(controlPlane, List.of(images));
    } catch (RuntimeException | Error e) {
      controlPlane.close();
      throw e;
    }
  }

  private static FullCluster start(ControlPlane controlPlane, List<Path> more) {
    controlPlane.startInside(
        Part.SCHEDULER,
        "--kubeconfig=" + controlPlane.kubeconfigInside("kube-scheduler", "system:masters"),
        "--leader-elect=false");
    allowNodes(controlPlane);
    var folder = controlPlane.sandbox().folder().resolve("images");
    var pause = folder.resolve("pause.tar");
    var web = folder.resolve("web.tar");
    var example = folder.resolve("example.tar");
    OciImage.pause(pause);
    OciImage.web(web);
    OciImage.example(example);
    var images = new ArrayList<>(List.of(pause, web, example));
    images.addAll(more);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var n1 = threads.submit(() -> RealNode.start(controlPlane, "n1", "zone-a", images));
      var n2 = threads.submit(() -> RealNode.start(controlPlane, "n2", "zone-b", images));
      var nodes = List.of(result(n1), result(n2));
      nodes.forEach(RealNode::awaitReady);
      return new FullCluster(controlPlane, nodes);
    }
  }

  private static RealNode result(Future<RealNode> node) {
    try {
      return node.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a node does not start", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /// What the Node authorizer does where it is on, in a simpler way: every node may do it for
  /// all.
  private static void allowNodes(ControlPlane controlPlane) {
    var binding =
        new ClusterRoleBindingBuilder()
            .withNewMetadata()
            .withName("test-kit-nodes")
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "system:node")
            .addNewSubject("rbac.authorization.k8s.io", "Group", "system:nodes", null)
            .build();
    controlPlane.client().rbac().clusterRoleBindings().resource(binding).create();
  }

  /// Everything that does not depend on the kind of nodes.
  public ControlPlane controlPlane() {
    return controlPlane;
  }

  public List<RealNode> nodes() {
    return nodes;
  }

  public RealNode node(String name) {
    return nodes.stream().filter(node -> node.name().equals(name)).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    controlPlane.close();
  }
}
