// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.fixpoint.api.v1alpha1.NodeRouting;
import dev.fixpoint.api.v1alpha1.RoutingFailure;
import dev.fixpoint.status.Refusal;
import dev.fixpoint.status.Rollout.LiveNode;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.RoutingWire.Ack;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoutingWireTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  /// @param expected null: the node has not acknowledged anything
  record Row(String name, String status, LiveNode expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    var web = new Key("shop", "web");
    return Stream.of(
        watermark("a number", "'12345'", 12345L),
        watermark("zero", "'0'", 0L),
        watermark("the longest that is taken", "'999999999999999999'", 999_999_999_999_999_999L),
        watermark("longer than a long", "'99999999999999999999'", null),
        watermark("negative", "'-1'", null),
        watermark("signed", "'+1'", null),
        watermark("a fraction", "'1.5'", null),
        watermark("hexadecimal", "'0x10'", null),
        watermark("empty", "''", null),
        watermark("text", "'latest'", null),
        watermark("a number and more", "'1 '", null),
        watermark("digits of another script", "'１２'", null),
        watermark("nothing", "null", null),
        new Row("no status", "null", null),
        new Row("no watermarks", "{backend: nftables}", null),
        new Row(
            "failures",
            "{watermarks: {routingIntents: '7'}, failures: [{namespace: shop, name: web, reason: X, message: no}]}",
            new LiveNode("n1", 7, Map.of(web, "no"))),
        new Row(
            "a failure without a message is a failure",
            "{watermarks: {routingIntents: '7'}, failures: [{namespace: shop, name: web, reason: X}]}",
            new LiveNode("n1", 7, Map.of(web, "X"))),
        new Row(
            "a failure without a message or a reason",
            "{watermarks: {routingIntents: '7'}, failures: [{namespace: shop, name: web}]}",
            new LiveNode("n1", 7, Map.of(web, ""))),
        new Row(
            "a failure of nobody",
            "{watermarks: {routingIntents: '7'}, failures: [{message: no}]}",
            new LiveNode("n1", 7, Map.of(new Key("", ""), "no"))));
  }

  private static Row watermark(String name, String text, Long expected) {
    var node = expected == null ? null : new LiveNode("n1", expected, Map.of());
    return new Row("a watermark: " + name, "{watermarks: {routingIntents: " + text + "}}", node);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void readsWithoutTrust(Row row) {
    var yaml = "{metadata: {name: n1}, status: %s}".formatted(row.status());

    assertThat(RoutingWire.parse(Yaml.read(yaml, NodeRouting.class)))
        .isEqualTo(Optional.ofNullable(row.expected()));
  }

  @Test
  void whatAnAgentWritesTheOperatorReads() {
    var failures =
        Map.of(
            new Key("shop", "web"),
            "too many elements",
            new Key("shop", "db"),
            Refusal.unsupported("use Random"));
    var ack =
        new Ack(
            "nftables",
            List.of("TCP", "IPv4"),
            42,
            40,
            3,
            failures,
            List.of(),
            5,
            Optional.of(NOW),
            "0.1.0",
            NOW);

    var sent = Yaml.sent(RoutingWire.print("n1", ack, NOW));

    assertThat(RoutingWire.parse(sent)).contains(new LiveNode("n1", 42, 40, failures));
    assertThat(sent.getStatus().getCapabilities()).containsExactly("TCP", "IPv4");
    assertThat(sent.getStatus().getFailures())
        .extracting(RoutingFailure::getReason, RoutingFailure::getMessage)
        .containsExactlyInAnyOrder(
            tuple("KernelRefused", "too many elements"), tuple("BackendUnsupported", "use Random"));
    assertThat(sent.getStatus().getVirtualServices()).isEqualTo(3);
    assertThat(sent.getStatus().getKernel().getDifferences()).isEqualTo(5);
    assertThat(sent.getStatus().getKernel().getLastDifferenceTime()).isEqualTo(NOW.toString());
  }

  @Test
  void aHundredFailuresAreListedAndAllAreCounted() {
    var failures = new HashMap<Key, String>();
    for (int i = 0; i < 250; i++) {
      failures.put(new Key("shop", "web-" + i), "x".repeat(5000));
    }
    var ack =
        new Ack(
            "nftables",
            List.of("TCP", "IPv4"),
            42,
            40,
            3,
            failures,
            List.of(),
            0,
            Optional.empty(),
            "0.1.0",
            NOW);

    var status = Yaml.sent(RoutingWire.print("n1", ack, NOW)).getStatus();

    assertThat(status.getFailed()).isEqualTo(250);
    assertThat(status.getFailures()).hasSize(100);
    assertThat(status.getFailures()).allMatch(f -> f.getMessage().length() == 512);
  }
}
