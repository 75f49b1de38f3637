// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.cli.Caller.Way;
import dev.fixpoint.dataplane.iptables.IptRules;
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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// A node whose kernel holds what the intents say, but for what is changed.
class KernelTraceTest {
  private static final Frontend TO = new Frontend(Ip.of("10.96.0.7"), Protocol.TCP, 80);
  private static final Map<Frontend, Forward> TABLE =
      Map.of(
          TO,
          Forward.evenly(
              Sample.CHECKOUT,
              List.of(
                  new Target(Ip.of("10.1.0.1"), 8080, true),
                  new Target(Ip.of("10.1.0.2"), 8080, true))));
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

    var told = KernelTrace.of("nftables", kernel, row.from(), TO, intents);

    assertThat(told.differences()).containsExactlyInAnyOrderElementsOf(row.differences());
    assertThat(told.text())
        .contains(row.differences().isEmpty() ? "does the same" : "differs; the agent mends that");
  }

  static final List<Row> CHAINS =
      List.of(
          new Row("as written", POD, text -> text, List.of()),
          new Row("as written, from another machine", OTHER, text -> text, List.of()),
          new Row(
              "an interface of another name",
              OTHER,
              text -> text.replace("-i eth0 ", "-i enp3s0 "),
              List.of()),
          new Row(
              "an endpoint of somebody's choice",
              POD,
              text -> text.replace("10.1.0.2:8080", "10.1.0.66:8080"),
              List.of(
                  "10.1.0.2:8080: never in the kernel, 50.0% by the intents",
                  "10.1.0.66:8080: 50.0% in the kernel, never by the intents")),
          new Row(
              "a share of somebody's choice",
              POD,
              text -> text.replace("--probability 0.50000000000", "--probability 0.25000000000"),
              List.of(
                  "10.1.0.1:8080: 25.0% in the kernel, 50.0% by the intents",
                  "10.1.0.2:8080: 75.0% in the kernel, 50.0% by the intents")),
          new Row(
              "no jump to our chains",
              POD,
              text -> text.replaceAll("-A (PREROUTING|FORWARD) .*\n", ""),
              List.of(
                  "10.1.0.1:8080: never in the kernel, 50.0% by the intents",
                  "10.1.0.2:8080: never in the kernel, 50.0% by the intents",
                  "untouched: 100.0% in the kernel, never by the intents")));

  @ParameterizedTest
  @FieldSource("CHAINS")
  @DisplayName("what differs is told of chains of iptables, too")
  void tellsWhatDiffersInChains(Row row) {
    var rules = rules("eth0");
    var intents = new NodeRuleset(TABLE, rules(Caller.UPLINK));
    var packet = row.from().packet(TO);

    var told =
        KernelTrace.of(
            "iptables",
            row.change().apply(IptRules.compile(TABLE, rules)),
            row.from(),
            TO,
            intents.trace("iptables", packet));

    assertThat(told.differences()).containsExactlyInAnyOrderElementsOf(row.differences());
    assertThat(told.text())
        .contains(row.differences().isEmpty() ? "does the same" : "differs; the agent mends that");
  }

  @Test
  void ofABackendWithoutATracerItShowsTheRulesWithTheAddress() {
    var listing =
        """
        -A -t 10.96.0.70:80 -s wrr
        -A -t 10.96.0.7:80 -s wrr
        """;
    var intents = trace(ruleset("eth0"), POD);

    var told = KernelTrace.of("ipvs", listing, POD, TO, intents);

    assertThat(told.rules()).containsExactly("-A -t 10.96.0.7:80 -s wrr");
    assertThat(told.text()).contains("of the backend ipvs", "-s wrr");
  }

  private static Trace trace(String ruleset, Caller from) {
    return Tracer.of(ruleset).trace(from.packet(TO));
  }

  private static String ruleset(String uplink) {
    return NftRules.compile(TABLE, rules(uplink));
  }

  private static NodeRules rules(String uplink) {
    return new NodeRules(Set.of())
        .reachedBy(Set.of(uplink), List.of(IpRange.parse("10.0.0.0/8").orElseThrow()));
  }
}
