// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// The programs of a Kubernetes cluster, each with the Go package that it is built from.
enum Part {
  ETCD("etcd", Module.KUBERNETES, "go.etcd.io/etcd/server/v3"),
  API_SERVER("kube-apiserver", Module.KUBERNETES, "k8s.io/kubernetes/cmd/kube-apiserver"),
  CONTROLLER_MANAGER(
      "kube-controller-manager",
      Module.KUBERNETES,
      "k8s.io/kubernetes/cmd/kube-controller-manager"),
  KUBECTL("kubectl", Module.KUBERNETES, "k8s.io/kubernetes/cmd/kubectl"),
  SCHEDULER("kube-scheduler", Module.KUBERNETES, "k8s.io/kubernetes/cmd/kube-scheduler"),
  KUBELET("kubelet", Module.KUBERNETES, "k8s.io/kubernetes/cmd/kubelet"),
  CONTAINERD("containerd", Module.CONTAINERD, "github.com/containerd/containerd/v2/cmd/containerd"),
  SHIM(
      "containerd-shim-runc-v2",
      Module.CONTAINERD,
      "github.com/containerd/containerd/v2/cmd/containerd-shim-runc-v2"),
  CTR("ctr", Module.CONTAINERD, "github.com/containerd/containerd/v2/cmd/ctr"),
  PROXY("kube-proxy", Module.KUBERNETES, "k8s.io/kubernetes/cmd/kube-proxy"),
  HELM_3("helm3", Module.HELM3, "helm.sh/helm/v3/cmd/helm"),
  HELM_4("helm4", Module.HELM4, "helm.sh/helm/v4/cmd/helm"),
  COREDNS("coredns", Module.COREDNS, ".");

  /// The folders under `src/test/tools`: several, because their dependencies do not agree.
  enum Module {
    KUBERNETES,
    CONTAINERD,
    HELM3,
    HELM4,
    COREDNS;

    Path sources() {
      var folder = name().toLowerCase(Locale.ROOT);
      return Path.of("src/test/tools", folder).toAbsolutePath();
    }

    /// The version of a Go module that its `go.mod` asks for, such as `v1.36.3`.
    String version(String goModule) {
      var file = sources().resolve("go.mod");
      var line = Pattern.compile("(?m)^\\s*(?:require )?" + Pattern.quote(goModule) + " (v\\S+)");
      try {
        var found = line.matcher(Files.readString(file));
        if (!found.find()) {
          throw new IllegalStateException("no " + goModule + " in " + file);
        }
        return found.group(1);
      } catch (IOException e) {
        throw new UncheckedIOException("run this in the project's folder: no " + file, e);
      }
    }
  }

  static final Set<Part> CONTROL_PLANE = EnumSet.of(ETCD, API_SERVER, CONTROLLER_MANAGER, KUBECTL);
  static final Set<Part> CLUSTER = EnumSet.range(ETCD, CTR);
  static final Set<Part> ALL = EnumSet.allOf(Part.class);

  final String program;
  final Module module;
  final String goPackage;

  Part(String program, Module module, String goPackage) {
    this.program = program;
    this.module = module;
    this.goPackage = goPackage;
  }
}
