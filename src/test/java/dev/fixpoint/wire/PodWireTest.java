// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.endpoints.Pod;
import dev.fixpoint.endpoints.Pod.NamedPort;
import dev.fixpoint.vip.Protocol;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PodWireTest {

  @Test
  void aRunningPod() {
    var pod =
        parse(
            """
            metadata: {name: web-1, uid: u1, labels: {app: web}}
            spec:
              nodeName: n1
              initContainers:
              - {name: once, ports: [{name: once, containerPort: 1}]}
              - {name: proxy, restartPolicy: Always, ports: [{name: mesh, containerPort: 15001}]}
              containers:
              - name: web
                ports:
                - {name: http, containerPort: 8080}
                - {containerPort: 9000}
                - {name: dns, containerPort: 53, protocol: UDP}
              - {name: quiet}
            status:
              phase: Running
              podIP: 10.0.0.1
              podIPs: [{ip: 10.0.0.1}, {ip: "fd00::1"}]
              conditions: [{type: Initialized, status: "True"}, {type: Ready, status: "True"}]
            """);

    assertThat(pod)
        .isEqualTo(
            new Pod(
                "web-1",
                "u1",
                Map.of("app", "web"),
                List.of("10.0.0.1", "fd00::1"),
                "n1",
                true,
                false,
                false,
                List.of(
                    new NamedPort("http", Protocol.TCP, 8080),
                    new NamedPort("dns", Protocol.UDP, 53),
                    new NamedPort("mesh", Protocol.TCP, 15001)),
                Pod.Gate.NONE));
  }

  record Row(String name, String yaml, Predicate<Pod> expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(
            "a pod with nothing but a name is not ready",
            "",
            pod -> !pod.ready() && !pod.finished()),
        new Row("has no address", "", pod -> pod.addresses().isEmpty()),
        new Row("has no node", "", pod -> pod.node().isEmpty()),
        new Row("has no label", "", pod -> pod.labels().isEmpty()),
        new Row(
            "not ready",
            "status: {conditions: [{type: Ready, status: 'False'}]}",
            pod -> !pod.ready()),
        new Row(
            "readiness unknown",
            "status: {conditions: [{type: Ready, status: Unknown}]}",
            pod -> !pod.ready()),
        new Row(
            "another condition that holds",
            "status: {conditions: [{type: ContainersReady, status: 'True'}]}",
            pod -> !pod.ready()),
        new Row(
            "a condition without a type",
            "status: {conditions: [{status: 'True'}]}",
            pod -> !pod.ready()),
        new Row("succeeded", "status: {phase: Succeeded}", Pod::finished),
        new Row("failed", "status: {phase: Failed}", Pod::finished),
        new Row("running", "status: {phase: Running}", pod -> !pod.finished()),
        new Row(
            "of unknown phase: its node is silent",
            "status: {phase: Unknown}",
            pod -> !pod.finished()),
        new Row(
            "only the older field of its address",
            "status: {podIP: 10.0.0.1}",
            pod -> pod.addresses().equals(List.of("10.0.0.1"))),
        new Row(
            "an entry without an address",
            "status: {podIPs: [{}]}",
            pod -> pod.addresses().isEmpty()),
        new Row(
            "hostile text is kept as it is, to be judged later",
            "status: {podIP: '$(id)'}",
            pod -> pod.addresses().equals(List.of("$(id)"))));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void reads(Row row) {
    assertThat(parse("metadata: {name: p, uid: u}\n" + row.yaml())).matches(row.expected());
  }

  @Test
  void terminatesFromTheMomentItIsAskedTo() {
    var asked = "metadata: {name: p, uid: u, deletionTimestamp: '2026-01-01T00:00:00Z'}";

    assertThat(parse(asked).terminating()).isTrue();
    assertThat(parse("metadata: {name: p, uid: u}").terminating()).isFalse();
  }

  private static Pod parse(String yaml) {
    return PodWire.parse(Yaml.read(yaml, io.fabric8.kubernetes.api.model.Pod.class));
  }
}
