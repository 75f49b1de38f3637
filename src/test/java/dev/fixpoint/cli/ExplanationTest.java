// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.cli.Explanation.Inputs;
import dev.fixpoint.controller.Places;
import dev.fixpoint.endpoints.EndpointSet;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Ledger;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.wire.PodWire;
import dev.fixpoint.wire.ServiceWire;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExplanationTest {
  private static final VirtualService SERVICE = Sample.service("checkout", "web");
  private static final Claim HELD = Sample.claim("10.0.0.1", "checkout");
  private static final Pod READY = Sample.pod("web-1", "10.1.0.1", true);
  private static final Pod UNREADY = Sample.pod("web-2", "10.1.0.2", false);

  /// @param watermark of node n1; the intent was written at 50
  record Row(
      String name,
      VirtualService service,
      List<Pod> pods,
      List<Claim> claims,
      boolean routed,
      long watermark,
      String... expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(
            "ready",
            SERVICE,
            List.of(READY),
            List.of(HELD),
            true,
            50,
            "shop/checkout is ready: 10.0.0.1 answers on every live node, from 1 of 1 pods",
            "10.0.0.1, of pool default",
            "80/TCP -> http = 8080"),
        new Row(
            "no pod matches",
            Sample.service("checkout", "webb"),
            List.of(READY),
            List.of(HELD),
            true,
            50,
            "is not ready (NoMatchingPods)",
            "none of the 1 has app=webb; they have app=web (1)",
            "http, which no endpoint has"),
        new Row(
            "no pod is ready, and the kubelet says why",
            SERVICE,
            List.of(UNREADY),
            List.of(HELD),
            true,
            50,
            "is not ready (NoReadyPods)",
            "no: is not ready: containers with unready status: [web]"),
        new Row(
            "a pod that shares its node's or a VIP's address is no endpoint",
            SERVICE,
            List.of(READY, Sample.pod("web-3", "10.0.0.1", true)),
            List.of(HELD),
            true,
            50,
            "is ready",
            "no: has the address 10.0.0.1, which is a virtual address"),
        new Row(
            "a pod that has finished",
            SERVICE,
            List.of(READY, finished()),
            List.of(HELD),
            true,
            50,
            "from 1 of 1 pods",
            "no: has finished"),
        new Row(
            "a node lags",
            SERVICE,
            List.of(READY),
            List.of(HELD),
            true,
            49,
            "is not ready (Pending): 0 of 1 live nodes route this revision; waiting for n1",
            "no: it has taken all writes up to 49, and this one is 50"),
        new Row(
            "the operator has not allocated",
            SERVICE,
            List.of(READY),
            List.of(),
            false,
            50,
            "is not ready (NotAllocated)",
            "none: holds no IPv4 address yet, though pool default has one: see that the operator runs"),
        new Row(
            "the operator has not published",
            SERVICE,
            List.of(READY),
            List.of(HELD),
            false,
            50,
            "is not ready (Pending): the RoutingIntent is not what it should be by now"),
        new Row(
            "the pool is full",
            SERVICE,
            List.of(READY),
            List.of(Sample.claim("10.0.0.1", "a"), Sample.claim("10.0.0.2", "b")),
            false,
            50,
            "is not ready (PoolExhausted)",
            "none: all 2 addresses of pool default are in use"),
        new Row(
            "asks for another address that it can't have, and keeps what it holds",
            Sample.service("checkout", "web", "addresses: {ipv4: 10.9.0.1}\n"),
            List.of(READY),
            List.of(HELD),
            true,
            50,
            "is not ready (AddressOutOfRange)",
            "10.0.0.1, of pool default, until it gets another: 10.9.0.1 is not in pool default"),
        new Row(
            "asks for what is not valid",
            Sample.service("checkout", "web", "access: {from: []}\n"),
            List.of(READY),
            List.of(HELD),
            true,
            50,
            "is not ready (Invalid): spec.access.from: needs at least one peer",
            "what was routed before the spec became so goes on as it was"));
  }

  private static Pod finished() {
    return new PodBuilder(Sample.pod("web-9", "10.1.0.9", false))
        .editStatus()
        .withPhase("Succeeded")
        .endStatus()
        .build();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void tells(Row row) {
    var explanation = explain(row);

    assertThat(explanation.text()).startsWith("shop/checkout is ").contains(row.expected());
    assertThat(explanation.isWell()).isEqualTo(explanation.verdict().contains(" is ready"));
  }

  @Test
  void aStatusThatSaysOtherwiseIsQuoted() {
    var service = Sample.told("checkout", 1, "True", "Ready");
    var row = new Row("", service, List.of(UNREADY), List.of(HELD), true, 50);

    assertThat(explain(row).notes()).containsExactly("its status still says that it is ready");
  }

  private static Explanation explain(Row row) {
    var ledger = new Ledger();
    row.claims().forEach(ledger::put);
    var nodes = List.of(Sample.view("n1", row.watermark()));
    var intent = row.routed() ? intent(row, ledger, nodes) : Optional.<IntentFacts>empty();
    var pools = List.of(Sample.pool("10.0.0.1-10.0.0.2"));
    return Explanation.of(
        row.service(), new Inputs(Map.of(), row.pods(), pools, ledger, nodes, intent));
  }

  /// As the operator makes it.
  private static Optional<IntentFacts> intent(Row row, Ledger ledger, List<NodeView> nodes) {
    var pods = row.pods().stream().map(PodWire::parse).toList();
    return ServiceWire.parse(row.service())
        .value()
        .map(
            service -> {
              var places = new Places(ledger, true);
              var endpoints = EndpointSet.select(service, pods, Family.IPV4, places);
              return Intent.compile(
                  service, List.of(Ip.of("10.0.0.1")), Intent.External.NONE, List.of(endpoints));
            })
        .map(compiled -> Sample.published(compiled, 50));
  }
}
