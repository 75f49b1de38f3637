// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Services, and the VirtualServices that do the same.
class MigrationTest {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final String PLAIN = "selector: {app: web}, ports: [{port: 80}]";

  /// @param service of its spec, what matters
  /// @param expected of the VirtualService's spec; only what `service` adds to [#PLAIN]
  record Row(String name, String service, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Row> CARRIED =
      List.of(
          new Row("nothing special", "", ""),
          new Row("ClusterIP is the default", "type: ClusterIP", ""),
          new Row("a node port of its own", "type: NodePort", "type: NodePort"),
          new Row(
              "who may come to a load balancer",
              "type: LoadBalancer, loadBalancerSourceRanges: [198.51.100.0/24]",
              "type: LoadBalancer, loadBalancer: {sourceRanges: [198.51.100.0/24]}"),
          new Row(
              "source ranges of another type say nothing",
              "type: NodePort, loadBalancerSourceRanges: [198.51.100.0/24]",
              "type: NodePort"),
          new Row("Cluster is the default", "internalTrafficPolicy: Cluster", ""),
          new Row(
              "both traffic policies",
              "type: NodePort, internalTrafficPolicy: Local, externalTrafficPolicy: Local",
              "type: NodePort, traffic: {internal: Local, external: Local}"),
          new Row("None is no affinity", "sessionAffinity: None", ""),
          new Row(
              "affinity, three hours where nothing is said",
              "sessionAffinity: ClientIP",
              "loadBalancing: {affinity: {clientIPSeconds: 10800}}"),
          new Row(
              "affinity for as long as it was",
              "sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 60}}",
              "loadBalancing: {affinity: {clientIPSeconds: 60}}"),
          new Row(
              "the zone first",
              "trafficDistribution: PreferSameZone",
              "traffic: {prefer: SameZone}"),
          new Row(
              "the zone first, by its old name",
              "trafficDistribution: PreferClose",
              "traffic: {prefer: SameZone}"),
          new Row(
              "the node first",
              "trafficDistribution: PreferSameNode",
              "traffic: {prefer: SameNode}"),
          new Row("a preference that is not known", "trafficDistribution: PreferSameRack", ""),
          new Row("one IPv4 address", "ipFamilyPolicy: SingleStack, ipFamilies: [IPv4]", ""),
          new Row(
              "one IPv6 address",
              "ipFamilyPolicy: SingleStack, ipFamilies: [IPv6]",
              "addresses: {families: [IPv6]}"),
          new Row(
              "two addresses",
              "ipFamilyPolicy: RequireDualStack, ipFamilies: [IPv6, IPv4]",
              "addresses: {families: [IPv6, IPv4], policy: RequireDualStack}"),
          new Row(
              "early endpoints",
              "publishNotReadyAddresses: true",
              "publishNotReadyAddresses: true"));

  @ParameterizedTest
  @FieldSource("CARRIED")
  void isCarriedOver(Row row) {
    Map<?, ?> migrated =
        YAML.convertValue(Migration.of(service(row.service())).getSpec(), Map.class);

    var selector = "selector: {matchLabels: {app: web}}, ports: [{port: 80}]";
    assertThat((Object) migrated).isEqualTo(map(selector, row.expected()));
  }

  @Test
  void portsKeepNameTargetAndProtocol() {
    var service =
        YAML.unmarshal(
            """
            metadata: {name: web, namespace: shop, labels: {team: a}}
            spec:
              selector: {app: web}
              ports:
              - {name: http, port: 80, targetPort: web, protocol: TCP, nodePort: 30080, appProtocol: h2c}
              - {name: dns, port: 53, targetPort: 5353, protocol: UDP}
            """,
            Service.class);

    assertThat(YAML.asYaml(Migration.of(service)).lines().filter(line -> !line.equals("---")))
        .containsExactlyElementsOf(
            """
            apiVersion: "fixpoint.dev/v1alpha1"
            kind: "VirtualService"
            metadata:
              labels:
                team: "a"
              name: "web"
              namespace: "shop"
            spec:
              selector:
                matchLabels:
                  app: "web"
              ports:
              - name: "http"
                port: 80
                targetPort: "web"
              - name: "dns"
                port: 53
                protocol: "UDP"
                targetPort: 5353
            """
                .lines()
                .toList());
  }

  static final List<Row> NOTED =
      List.of(
          new Row("nothing", "", ""),
          new Row(
              "its address stays with it",
              "clusterIP: 10.96.0.7",
              "spec.clusterIP 10.96.0.7: the Service holds it"),
          new Row(
              "both addresses",
              "clusterIP: 10.96.0.7, clusterIPs: [10.96.0.7, 'fd00::7']",
              "spec.clusterIP 10.96.0.7, fd00::7: the Service holds it"),
          new Row(
              "node ports",
              "ports: [{port: 80, nodePort: 30080}, {port: 81, nodePort: 30081}]",
              "spec.ports[].nodePort 30080, 30081: Fixpoint has node ports of its own"),
          new Row(
              "application protocols",
              "ports: [{port: 80, appProtocol: h2c}]",
              "spec.ports[].appProtocol h2c: there is no such field"),
          new Row(
              "external IPs",
              "externalIPs: [192.0.2.9]",
              "spec.externalIPs 192.0.2.9: use type LoadBalancer"),
          new Row(
              "the port of the balancer's health check",
              "healthCheckNodePort: 30100",
              "spec.healthCheckNodePort 30100: status.ports tells"),
          new Row(
              "an address of a load balancer",
              "loadBalancerIP: 192.0.2.9",
              "spec.loadBalancerIP 192.0.2.9: set spec.loadBalancer.ipv4"),
          new Row(
              "another balancer's class",
              "loadBalancerClass: example.com/lb",
              "spec.loadBalancerClass example.com/lb: Fixpoint gives"),
          new Row(
              "no node ports",
              "allocateLoadBalancerNodePorts: false",
              "spec.allocateLoadBalancerNodePorts false: each port has"),
          new Row(
              "a preference that is not known",
              "trafficDistribution: PreferSameRack",
              "spec.trafficDistribution PreferSameRack: unknown"));

  @ParameterizedTest
  @FieldSource("NOTED")
  void isNoted(Row row) {
    var notes = MigrationNotes.of(service(row.service()));

    if (row.expected().isEmpty()) {
      assertThat(notes).isEmpty();
    } else {
      assertThat(notes).singleElement().asString().startsWith(row.expected());
    }
  }

  @Test
  void annotationsOfCloudsAreNotedAndThoseOfKubectlAreNot() {
    var service = service("");
    service
        .getMetadata()
        .setAnnotations(
            Map.of(
                "kubectl.kubernetes.io/last-applied-configuration", "{}",
                "service.beta.kubernetes.io/aws-load-balancer-type", "nlb"));

    assertThat(MigrationNotes.of(service))
        .containsExactly(
            "metadata.annotations service.beta.kubernetes.io/aws-load-balancer-type: they speak to"
                + " other controllers");
  }

  static final List<Row> OBSTACLES =
      List.of(
          new Row(
              "a name outside",
              "type: ExternalName, externalName: example.com",
              "spec.externalName example.com"),
          new Row("a headless Service", "clusterIP: None", "spec.clusterIP is None"),
          new Row("endpoints by hand", "selector: {}", "it has no spec.selector"),
          new Row("any other", "", ""));

  @ParameterizedTest
  @FieldSource("OBSTACLES")
  void isAnObstacle(Row row) {
    var obstacle = MigrationNotes.obstacle(service(row.service())).orElse("");

    assertThat(obstacle).startsWith(row.expected());
    assertThat(obstacle.isEmpty()).isEqualTo(row.expected().isEmpty());
  }

  /// A Service whose spec is [#PLAIN], but for what is said.
  private static Service service(String spec) {
    var service = new Service();
    service.setMetadata(new io.fabric8.kubernetes.api.model.ObjectMeta());
    service.getMetadata().setName("web");
    service.setSpec(
        YAML.convertValue(map(PLAIN, spec), io.fabric8.kubernetes.api.model.ServiceSpec.class));
    return service;
  }

  private static Map<?, ?> map(String... flows) {
    var all = new java.util.HashMap<Object, Object>();
    Stream.of(flows)
        .filter(flow -> !flow.isEmpty())
        .forEach(flow -> all.putAll(YAML.unmarshal("---\n{" + flow + "}", Map.class)));
    return all;
  }
}
