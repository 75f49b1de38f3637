// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.Helm;
import dev.fixpoint.kit.UsesControlPlane;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The chart, rendered by the real helm and tried at the real API server.
@UsesControlPlane
class ChartIT {

  private static final String OPERATOR = "Deployment/fixpoint-operator";
  private static final String AGENT = "DaemonSet/fixpoint-agent";
  private static final String CHECKED = "fixpoint-system";

  private static final String[] PROMETHEUS = {
    "--api-versions=monitoring.coreos.com/v1/PodMonitor",
    "--api-versions=monitoring.coreos.com/v1/PrometheusRule"
  };

  private static ControlPlane cluster;

  @BeforeAll
  static void begin(ControlPlane shared) {
    cluster = shared;
  }

  @ParameterizedTest
  @EnumSource
  void installsThisByDefault(Helm helm) {
    var chart = Rendered.of(helm, "");
    assertThat(chart.names())
        .contains(
            "AddressPool/default",
            "ClusterRole/fixpoint-agent",
            "ClusterRole/fixpoint-debug",
            "ClusterRole/fixpoint-edit",
            "ClusterRole/fixpoint-operator",
            "ClusterRole/fixpoint-view",
            "ClusterRoleBinding/fixpoint-agent",
            "ClusterRoleBinding/fixpoint-debug",
            "ClusterRoleBinding/fixpoint-operator",
            "CustomResourceDefinition/virtualservices.fixpoint.dev",
            AGENT,
            "DaemonSet/fixpoint-cleanup",
            "Job/fixpoint-cleanup",
            OPERATOR,
            "Pod/fixpoint-test",
            "PodDisruptionBudget/fixpoint-operator",
            "Role/fixpoint-debug",
            "Role/fixpoint-operator",
            "RoleBinding/fixpoint-operator",
            "ServiceAccount/fixpoint-agent",
            "ServiceAccount/fixpoint-debug",
            "ServiceAccount/fixpoint-operator",
            "ValidatingAdmissionPolicy/fixpoint-own-node-routing",
            "ValidatingAdmissionPolicyBinding/fixpoint-own-node-routing")
        .noneMatch(name -> name.matches("(PodMonitor|PrometheusRule|NetworkPolicy|ConfigMap)/.*"));
    assertThat(
            helm.run("lint", "--strict", "--kube-version=v1.36.3", Helm.CHART.toString())
                .orThrow("helm lint")
                .out())
        .contains("0 chart(s) failed");
  }

  private static Arguments row(
      String name, String values, String object, Object wanted, Object... path) {
    return arguments(name, values, object, wanted, path);
  }

  static Stream<Arguments> toggles() {
    Object[] podSpec = {"spec", "template", "spec"};
    var container = new Object[] {"spec", "template", "spec", "containers", 0};
    return Stream.of(
        row(
            "image",
            "image: {repository: r/f, tag: v9}",
            OPERATOR,
            "r/f:v9",
            with(container, "image")),
        row(
            "a digest wins over the tag",
            "image: {repository: r/f, tag: v9, digest: \"sha256:" + "a".repeat(64) + "\"}",
            AGENT,
            "r/f@sha256:" + "a".repeat(64),
            with(container, "image")),
        row(
            "pullPolicy",
            "image: {pullPolicy: Never}",
            AGENT,
            "Never",
            with(container, "imagePullPolicy")),
        row(
            "imagePullSecrets",
            "imagePullSecrets: [mine]",
            AGENT,
            List.of(Map.of("name", "mine")),
            with(podSpec, "imagePullSecrets")),
        row(
            "ipvs: a container that may prepare the node",
            "agent: {backend: ipvs}",
            AGENT,
            Map.of("runAsUser", 0, "privileged", true, "readOnlyRootFilesystem", true),
            with(podSpec, "initContainers", 0, "securityContext")),
        row(
            "ipvs: the node's modules",
            "agent: {backend: ipvs}",
            AGENT,
            Map.of("path", "/lib/modules", "type", "Directory"),
            with(podSpec, "volumes", 2, "hostPath")),
        row(
            "iptables: no such container",
            "agent: {backend: iptables}",
            AGENT,
            null,
            with(podSpec, "initContainers")),
        row(
            "nameOverride",
            "nameOverride: vips",
            "Deployment/vips-operator",
            2,
            "spec",
            "replicas"),
        row("commonLabels", "commonLabels: {a: b}", AGENT, "b", "metadata", "labels", "a"),
        row("replicas", "operator: {replicas: 3}", OPERATOR, 3, "spec", "replicas"),
        row(
            "no PDB",
            "operator: {podDisruptionBudget: false}",
            "PodDisruptionBudget/fixpoint-operator",
            null),
        row(
            "an account of yours",
            "agent: {serviceAccount: {name: mine}}",
            "ServiceAccount/fixpoint-agent",
            null),
        row(
            "an account of yours is used",
            "agent: {serviceAccount: {name: mine}}",
            AGENT,
            "mine",
            with(podSpec, "serviceAccountName")),
        row(
            "an account of yours is bound",
            "agent: {serviceAccount: {name: mine}}",
            "ClusterRoleBinding/fixpoint-agent",
            "mine",
            "subjects",
            0,
            "name"),
        row(
            "without announcements no NET_RAW",
            "agent: {announcements: false}",
            AGENT,
            List.of("NET_ADMIN"),
            with(container, "securityContext", "capabilities", "add")),
        row(
            "the legacy tools of iptables take it, too",
            "agent: {announcements: false, backend: iptables}",
            AGENT,
            List.of("NET_ADMIN", "NET_RAW"),
            with(container, "securityContext", "capabilities", "add")),
        row(
            "with announcements",
            "",
            AGENT,
            List.of("NET_ADMIN", "NET_RAW"),
            with(container, "securityContext", "capabilities", "add")),
        row(
            "networks of the cluster",
            "agent: {clusterCIDRs: [10.1.0.0/16, fd00::/48]}",
            AGENT,
            Map.of("name", "FIXPOINT_CLUSTER_CIDRS", "value", "10.1.0.0/16,fd00::/48"),
            with(container, "env", 2)),
        row(
            "range of node ports",
            "operator: {nodePortRange: 20000-20100}",
            OPERATOR,
            Map.of("name", "FIXPOINT_NODE_PORT_RANGE", "value", "20000-20100"),
            with(container, "env", 1)),
        row(
            "format of logs",
            "logFormat: json",
            OPERATOR,
            Map.of("name", "FIXPOINT_LOG_FORMAT", "value", "json"),
            with(container, "env", 5)),
        row("host network", "", AGENT, true, with(podSpec, "hostNetwork")),
        row(
            "read-only root",
            "",
            AGENT,
            true,
            with(container, "securityContext", "readOnlyRootFilesystem")),
        row(
            "operator is nobody",
            "",
            OPERATOR,
            true,
            with(podSpec, "securityContext", "runAsNonRoot")),
        row("no gap", "", OPERATOR, 0, "spec", "strategy", "rollingUpdate", "maxUnavailable"),
        row("priority", "", AGENT, "system-node-critical", with(podSpec, "priorityClassName")),
        row(
            "tolerations of agents",
            "",
            AGENT,
            List.of(Map.of("operator", "Exists")),
            with(podSpec, "tolerations")),
        row(
            "no CRDs",
            "crds: {install: false}",
            "CustomResourceDefinition/addresspools.fixpoint.dev",
            null),
        row(
            "CRDs are kept",
            "",
            "CustomResourceDefinition/addresspools.fixpoint.dev",
            "keep",
            "metadata",
            "annotations",
            "helm.sh/resource-policy"),
        row(
            "CRDs go",
            "crds: {keep: false}",
            "CustomResourceDefinition/addresspools.fixpoint.dev",
            null,
            "metadata",
            "annotations",
            "helm.sh/resource-policy"),
        row(
            "ranges of the default pool",
            "defaultPool: {ranges: [10.9.0.0/24], holdFor: 10m}",
            "AddressPool/default",
            Map.of("use", "ClusterIP", "ranges", List.of("10.9.0.0/24"), "holdFor", "10m"),
            "spec"),
        row(
            "the pool's spec is never empty",
            "",
            "AddressPool/default",
            Map.of("use", "ClusterIP"),
            "spec"),
        row("no cleanup", "cleanup: {enabled: false}", "DaemonSet/fixpoint-cleanup", null),
        row(
            "the cleanup waits",
            "cleanup: {timeout: 90s}",
            "Job/fixpoint-cleanup",
            List.of("cleanup", "--await=fixpoint-system/fixpoint-cleanup", "--timeout=90s"),
            with(container, "args")),
        row("no default pool", "defaultPool: {create: false}", "AddressPool/default", null),
        row("no roles", "rbac: {create: false}", "ClusterRole/fixpoint-operator", null),
        row("no aggregation", "rbac: {aggregate: false}", "ClusterRole/fixpoint-edit", null),
        row(
            "no policy",
            "nodeRoutingPolicy: false",
            "ValidatingAdmissionPolicy/fixpoint-own-node-routing",
            null),
        row(
            "network policy",
            "networkPolicy: {enabled: true}",
            "NetworkPolicy/fixpoint-operator",
            List.of("Ingress", "Egress"),
            "spec",
            "policyTypes"));
  }

  private static Object[] with(Object[] path, Object... more) {
    return Stream.concat(Stream.of(path), Stream.of(more)).toArray();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("toggles")
  void eachValueHasItsEffect(
      String name, String values, String object, Object wanted, Object[] path) {
    var chart = Rendered.of(Helm.V3, values);
    assertThat(chart.at(object, path)).isEqualTo(wanted);
    assertThat(chart.names()).isEqualTo(Rendered.of(Helm.V4, values).names());
    dryRun(chart);
  }

  /// The API server takes all of it: types, names, references.
  private static void dryRun(Rendered chart) {
    var known =
        chart.objects().stream()
            .filter(o -> !o.getApiVersion().startsWith("monitoring.coreos.com/"))
            // A pod is refused where its account is not there yet: InstallIT makes it for real.
            .filter(o -> !o.getKind().equals("Pod"))
            .map(io.fabric8.kubernetes.client.utils.Serialization::asYaml)
            .toList();
    cluster
        .kubectlWithInput(
            String.join("\n---\n", known),
            "apply",
            "--server-side",
            "--force-conflicts",
            "--dry-run=server",
            "--validate=strict",
            "-n",
            CHECKED,
            "-f",
            "-")
        .orThrow("kubectl apply --dry-run=server");
  }

  @Test
  void monitorsAndRulesOnlyWhereTheClusterKnowsThem() {
    assertThat(Rendered.of(Helm.V3, "", PROMETHEUS).names())
        .contains("PodMonitor/fixpoint-agent", "PodMonitor/fixpoint-operator")
        .contains("PrometheusRule/fixpoint");
    var off = "monitoring: {podMonitors: false, rules: false}";
    assertThat(Rendered.of(Helm.V3, off, PROMETHEUS).text())
        .doesNotContain("monitoring.coreos.com");
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments("unknown value", "operator: {replica: 3}", "replica"),
        arguments("unknown section", "operators: {}", "operators"),
        arguments("replicas", "operator: {replicas: 0}", "replicas"),
        arguments("replicas as text", "operator: {replicas: \"2\"}", "replicas"),
        arguments("backend", "agent: {backend: nftable}", "backend"),
        arguments("node ports", "operator: {nodePortRange: many}", "nodePortRange"),
        arguments("digest", "image: {digest: abc}", "digest"),
        arguments("pullPolicy", "image: {pullPolicy: Sometimes}", "pullPolicy"),
        arguments("log format", "logFormat: xml", "logFormat"),
        arguments("log level", "logLevel: LOUD", "logLevel"),
        arguments("port", "kubernetes: {host: api, port: 70000}", "port"),
        arguments("holdFor", "defaultPool: {holdFor: soon}", "holdFor"),
        arguments("ranges", "defaultPool: {ranges: 10.0.0.0/8}", "ranges"),
        arguments("update strategy", "agent: {updateStrategy: {type: Fast}}", "type"),
        arguments("interval", "monitoring: {interval: 30}", "interval"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void valuesThatMakeNoSenseAreRefusedByName(String name, String values, String field) {
    for (var helm : Helm.values()) {
      var run = helm.template(values);
      assertThat(run.exit()).isNotZero();
      assertThat(run.err()).contains(field);
    }
  }
}
