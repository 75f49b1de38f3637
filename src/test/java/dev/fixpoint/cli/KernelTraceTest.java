// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.cli.Caller.Way;
import dev.fixpoint.dataplane.nftables.NftRules;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.tracer.Trace;
import dev.fixpoint.tracer.Tracer;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// A node whose kernel holds what the intents say, but for what is changed.
class KernelTraceTest {
  private static final Frontend TO = new Frontend(Ip.of("10.96.0.7"), Protocol.TCP, 80);
  private static final Caller POD = new Caller(Ip.of("10.1.0.9"), Way.FROM_POD, "a pod");
  private static final Caller OTHER = new Caller(Ip.of("10.9.0.9"), Way.FROM_NETWORK, "another");

  /// @param change of what the kernel lists
  record Row(String name, Caller from, UnaryOperator<String> change, List<String> differences) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Row> ROWS =
      List.of(
          new Row("as written", POD, text -> text, List.of()),
          new Row("as written, from another machine", OTHER, text -> text, List.of()),
          new Row(
              "an interface of another name",
              OTHER,
              text -> text.replace("\"eth0\"", "\"enp3s0\""),
              List.of()),
          new Row(
              "an endpoint of somebody's choice",
              POD,
              text -> text.replace("10.1.0.2 . 8080", "10.1.0.66 . 8080"),
              List.of(
                  "10.1.0.2:8080: never in the kernel, 50.0% by the intents",
                  "10.1.0.66:8080: 50.0% in the kernel, never by the intents")),
          new Row(
              "no table at all",
              POD,
              _ -> "",
              List.of(
                  "10.1.0.1:8080: never in the kernel, 50.0% by the intents",
                  "10.1.0.2:8080: never in the kernel, 50.0% by the intents",
                  "untouched: 100.0% in the kernel, never by the intents")));

  @ParameterizedTest
  @FieldSource("ROWS")
  void tellsWhatDiffers(Row row) {
    var kernel = row.change().apply(ruleset("eth0"));
    var intents = trace(ruleset(Caller.UPLINK), row.from());

    var told = KernelTrace.of(kernel, row.from(), TO, intents);

    assertThat(told.differences()).containsExactlyInAnyOrderElementsOf(row.differences());
    assertThat(told.text())
        .contains(row.differences().isEmpty() ? "does the same" : "differs; the agent mends that");
  }

  @Test
  void ofAnotherBackendItShowsTheRulesWithTheAddress() {
    var listing =
        """
        -A INPUT -d 10.96.0.70/32 -j DROP
        -A FP-IN -d 10.96.0.7/32 -p tcp --dport 80 -j FP-1 # 100%
        """;

    var told = KernelTrace.untraced("iptables", listing, TO);

    assertThat(told.rules())
        .containsExactly("-A FP-IN -d 10.96.0.7/32 -p tcp --dport 80 -j FP-1 # 100%");
    assertThat(told.text()).contains("of the backend iptables", "--dport 80");
  }

  private static Trace trace(String ruleset, Caller from) {
    return Tracer.of(ruleset).trace(from.packet(TO));
  }

  private static String ruleset(String uplink) {
    var targets =
        List.of(
            new Target(Ip.of("10.1.0.1"), 8080, true), new Target(Ip.of("10.1.0.2"), 8080, true));
    var table = Map.of(TO, Forward.evenly(Sample.CHECKOUT, targets));
    var rules =
        new NodeRules(Set.of())
            .reachedBy(Set.of(uplink), List.of(IpRange.parse("10.0.0.0/8").orElseThrow()));
    return NftRules.compile(table, rules);
  }
}
