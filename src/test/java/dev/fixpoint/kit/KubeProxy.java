// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A real kube-proxy of a node, for the cluster's own Services.
public final class KubeProxy extends ProgramAround implements AutoCloseable {

  /// How it makes the kernel forward.
  public enum Mode {
    IPTABLES,
    NFTABLES
  }

  /// Who it is at the API server.
  public static final String USER = "system:kube-proxy";

  private static final int HEALTH_PORT = 10256;
  private static final String CONFIG =
      """
      apiVersion: kubeproxy.config.k8s.io/v1alpha1
      kind: KubeProxyConfiguration
      mode: %s
      hostnameOverride: %s
      clusterCIDR: 10.244.0.0/16
      clientConnection: {kubeconfig: %s}
      healthzBindAddress: 127.0.0.1:%d
      metricsBindAddress: ""
      iptables: {localhostNodePorts: false}
      conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
      """;

  private final SimNode node;
  private final Mode mode;

  private KubeProxy(SimNode node, Mode mode, Started process) {
    super(process);
    this.node = node;
    this.mode = mode;
  }

  /// Starts it in the node's network namespace.
  public static KubeProxy start(SimNode node, Mode mode) {
    var controlPlane = node.controlPlane();
    var name = "kube-proxy-" + node.name();
    var kubeconfig = controlPlane.kubeconfigInside(USER, "system:node-proxier");
    var text =
        CONFIG.formatted(
            mode.name().toLowerCase(Locale.ROOT), node.name(), kubeconfig, HEALTH_PORT);
    var config = controlPlane.sandbox().write(name + ".yaml", text);
    var program = Binaries.of(Set.of(Part.PROXY)).path(Part.PROXY).toString();
    var command = List.of(program, "--config=" + config);
    var process = controlPlane.sandbox().start(name, Optional.of(node.netns()), Map.of(), command);
    return new KubeProxy(node, mode, process);
  }

  /// Waits until it has written its first rules.
  public void awaitReady() {
    process.await(
        process.name() + " to be ready",
        Duration.ofMinutes(2),
        () -> Http.get(node.netns(), HEALTH_PORT, "/healthz").status() == 200);
  }

  /// All its rules as the kernel holds them, without what packets and time change; sorted, since in
  /// which order it writes Services is chance; and without empty chains: it keeps them a while.
  public String rules() {
    var rules = new ArrayList<String>();
    switch (mode) {
      case IPTABLES -> {
        rules.add(print("iptables-save"));
        rules.add(print("ip6tables-save"));
      }
      case NFTABLES -> {
        rules.add(print("nft", "list", "table", "ip", "kube-proxy"));
        rules.add(print("nft", "list", "table", "ip6", "kube-proxy"));
      }
    }
    return rules.stream()
        .map(text -> text.replaceAll("chain \\S+ \\{\\s*\\}", ""))
        .flatMap(String::lines)
        .filter(line -> !line.isBlank())
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.replaceAll("\\[\\d+:\\d+\\]|packets \\d+ bytes \\d+", ""))
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  private String print(String... command) {
    return node.netns().exec(command).orThrow(String.join(" ", command)).out();
  }

  /// SIGTERM; its rules stay.
  @Override
  public void close() {
    process.end(Pid.SIGTERM);
  }
}
