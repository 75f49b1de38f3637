// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.util.ArrayList;
import java.util.List;

/// The chart's release on a [FullCluster], by the real helm, as a platform team has it. There is no
/// kube-proxy, so the pods are told where the API server is.
public final class Installation {

  public static final String NAMESPACE = "fixpoint-system";

  private static final String RELEASE = "fixpoint";
  private static final String WAIT = "--timeout=110s";

  private final ControlPlane cluster;
  private final Helm helm;

  public Installation(FullCluster cluster, Helm helm) {
    this.cluster = cluster.controlPlane();
    this.helm = helm;
  }

  public Run install(String... flags) {
    var all = new ArrayList<>(List.of("install", RELEASE, Helm.CHART.toString()));
    all.addAll(List.of("--create-namespace", "--set=kubernetes.host=" + Network.CONTROL_PLANE));
    all.add("--set=kubernetes.port=" + ApiServer.PORT);
    all.addAll(List.of(flags));
    return run(all).orThrow("helm install");
  }

  /// With the values as they are but for `flags`.
  public Run upgrade(String... flags) {
    var all = new ArrayList<>(List.of("upgrade", RELEASE, Helm.CHART.toString()));
    all.add("--reuse-values");
    all.addAll(List.of(flags));
    return run(all).orThrow("helm upgrade");
  }

  public Run test() {
    return run(List.of("test", RELEASE, "--logs"));
  }

  public Run uninstall() {
    return run(List.of("uninstall", RELEASE, "--wait")).orThrow("helm uninstall");
  }

  private Run run(List<String> arguments) {
    var all = new ArrayList<>(arguments);
    all.addAll(List.of("--namespace=" + NAMESPACE, "--kubeconfig=" + cluster.kubeconfig()));
    return helm.run(all.toArray(String[]::new));
  }

  /// Waits until operators and agents of the newest revision are ready.
  public void awaitRolledOut() {
    for (var role : List.of("deployment/fixpoint-operator", "daemonset/fixpoint-agent")) {
      var run = kubectl("rollout", "status", role, WAIT);
      if (run.exit() != 0) {
        throw new IllegalStateException(run.out() + run.err() + state());
      }
    }
  }

  /// What there is of it, for a failure.
  public String state() {
    var logs = new StringBuilder(kubectl("get", "all,events", "-o", "wide").out());
    for (var role : List.of("operator", "agent")) {
      var label = "-lapp.kubernetes.io/component=" + role;
      logs.append(kubectl("logs", label, "--prefix", "--tail=40").out());
    }
    return logs.toString();
  }

  public Run kubectl(String... args) {
    var all = new ArrayList<>(List.of("-n", NAMESPACE));
    all.addAll(List.of(args));
    return cluster.kubectl(all.toArray(String[]::new));
  }
}
