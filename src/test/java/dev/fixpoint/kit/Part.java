// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.util.EnumSet;
import java.util.Set;

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
  CTR("ctr", Module.CONTAINERD, "github.com/containerd/containerd/v2/cmd/ctr");

  /// The folders under `src/test/tools`: two, because their dependencies do not agree.
  enum Module {
    KUBERNETES,
    CONTAINERD;

    String folder() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  static final Set<Part> CONTROL_PLANE = EnumSet.of(ETCD, API_SERVER, CONTROLLER_MANAGER, KUBECTL);
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
