// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What containerd, the network plugins and the kubelet of one node read. All that they write is in
/// the run's folder or in what the node has mounted for itself.
final class NodeFiles {

  private static final int CAP_SYS_RESOURCE = 24;

  private final ControlPlane controlPlane;
  private final String name;
  private final Network.Place place;

  NodeFiles(ControlPlane controlPlane, String name, Network.Place place) {
    this.controlPlane = controlPlane;
    this.name = name;
    this.place = place;
    write("cni/10-routed.conflist", network());
    try (var script = NodeFiles.class.getResourceAsStream("/kit/node-init.sh")) {
      write("init.sh", new String(script.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path folder() {
    return controlPlane.sandbox().folder().resolve(name);
  }

  Path socket() {
    return folder().resolve("containerd.sock");
  }

  private Path write(String file, String content) {
    return controlPlane.sandbox().write(name + "/" + file, content);
  }

  /// The script of the node's first process.
  Path init() {
    return folder().resolve("init.sh");
  }

  /// Routed, not bridged, so that packets between pods of one node pass its netfilter.
  private String network() {
    return """
    {
      "cniVersion": "1.0.0",
      "name": "routed",
      "plugins": [{
        "type": "ptp",
        "ipMasq": false,
        "ipam": {
          "type": "host-local",
          "dataDir": "%s/addresses",
          "ranges": [[{"subnet": "%s"}]],
          "routes": [{"dst": "0.0.0.0/0"}]
        }
      }]
    }
    """
        .formatted(folder(), place.podCidr());
  }

  Path containerdConfig() {
    return write(
        "containerd.toml",
        """
        version = 3
        root = "%1$s/containerd"
        state = "/run/containerd"
        [grpc]
          address = "%2$s"
        [plugins.'io.containerd.internal.v1.opt']
          path = "%1$s/opt"
        [plugins.'io.containerd.nri.v1.nri']
          disable = true
        [plugins.'io.containerd.cri.v1.images']
          snapshotter = "%3$s"
        [plugins.'io.containerd.cri.v1.images'.pinned_images]
          sandbox = "%4$s"
        [plugins.'io.containerd.cri.v1.runtime']
          restrict_oom_score_adj = %5$s
        [plugins.'io.containerd.cri.v1.runtime'.cni]
          bin_dirs = ["/usr/lib/cni", "/opt/cni/bin"]
          conf_dir = "%1$s/cni"
        [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
          runtime_type = 'io.containerd.runc.v2'
          [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
            SystemdCgroup = false
        """
            .formatted(folder(), socket(), snapshotter(), OciImage.PAUSE, !mayLowerOomScores()));
  }

  /// Some machines withhold this capability from root.
  private static boolean mayLowerOomScores() {
    try {
      var status = Files.readAllLines(Path.of("/proc/self/status"));
      var line = status.stream().filter(l -> l.startsWith("CapEff:")).findFirst().orElseThrow();
      var capabilities = Long.parseUnsignedLong(line.substring(7).strip(), 16);
      return (capabilities >>> CAP_SYS_RESOURCE & 1) == 1;
    } catch (IOException e) {
      return false;
    }
  }

  /// overlayfs where the run's folder can be part of one; else plain copies.
  private String snapshotter() {
    try {
      var tryout = Files.createDirectories(folder().resolve("overlay"));
      for (var part : new String[] {"lower", "upper", "work", "merged"}) {
        Files.createDirectories(tryout.resolve(part));
      }
      var merged = tryout.resolve("merged").toString();
      var options = "lowerdir=%1$s/lower,upperdir=%1$s/upper,workdir=%1$s/work".formatted(tryout);
      boolean works =
          Run.of("mount", "-t", "overlay", "overlay", "-o", options, merged).exit() == 0;
      if (works) {
        Run.of("umount", merged);
      }
      return works ? "overlayfs" : "native";
    } catch (IOException e) {
      return "native";
    }
  }

  /// Without cgroups per quality class, which need cgroups in version 2 and all controllers.
  Path kubeletConfig() {
    return write(
        "kubelet.yaml",
        """
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        address: %1$s
        authentication:
          anonymous: {enabled: false}
          webhook: {enabled: true}
          x509: {clientCAFile: %2$s}
        authorization: {mode: Webhook}
        containerRuntimeEndpoint: unix://%3$s
        cgroupDriver: cgroupfs
        cgroupsPerQOS: false
        enforceNodeAllocatable: []
        failCgroupV1: false
        failSwapOn: false
        localStorageCapacityIsolation: false
        resolvConf: ""
        imageGCHighThresholdPercent: 100
        evictionHard: {memory.available: "100Mi"}
        volumePluginDir: %4$s/volume-plugins
        """
            .formatted(place.address(), controlPlane.certificateAuthority(), socket(), folder()));
  }
}
