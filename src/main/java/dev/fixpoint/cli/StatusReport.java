// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Ledger;
import dev.fixpoint.ipam.Pool;
import dev.fixpoint.ipam.PoolCount;
import dev.fixpoint.plan.PoolFindings;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.ServiceWire;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The fleet on one screen: operator, agents, pools, and the VirtualServices that are not ready.
///
/// @param summary what is wrong, or that nothing is
/// @param version of this program
/// @param operator [OperatorView#UNKNOWN] where there is no Lease, or none that may be read
/// @param notReady the VirtualServices that are not; the others are only counted
/// @param denied the rights that lacked, as they continue `you may not ...`
record StatusReport(
    String summary,
    String version,
    OperatorView operator,
    List<AgentRow> nodes,
    List<PoolRow> pools,
    List<ServiceRow> notReady,
    List<String> denied)
    implements Report {

  /// What was read.
  ///
  /// @param versions which write of its intent each VirtualService is at; empty where not known
  record Facts(
      String version,
      OperatorView operator,
      List<NodeView> nodes,
      Optional<Map<Key, Long>> versions,
      List<Pool> pools,
      Collection<Claim> claims,
      List<VirtualService> services,
      List<String> denied) {}

  /// @param state `ok`, or the reason and the message of what is wrong
  record PoolRow(String pool, long capacity, long used, long free, String state) {

    static PoolRow of(Pool pool, Ledger ledger) {
      var counted = PoolCount.of(pool, ledger);
      long used = counted.used();
      var state =
          PoolFindings.of(pool, counted, false).stream()
              .filter(finding -> finding.type().equals(PoolFindings.READY))
              .filter(finding -> !finding.holds())
              .findFirst()
              .map(finding -> finding.reason() + ": " + finding.message())
              .orElse("ok");
      return new PoolRow(pool.name(), pool.capacity(), used, pool.capacity() - used, state);
    }

    List<String> cells() {
      return List.of(pool, count(capacity), Long.toString(used), count(free), state);
    }

    private static String count(long number) {
      return number > Integer.MAX_VALUE ? "over 2^31" : Long.toString(number);
    }
  }

  /// @param virtualService `namespace/name`
  record ServiceRow(String virtualService, String reason, String message) {

    static ServiceRow of(VirtualService service, Told.NotReady why) {
      return new ServiceRow(ServiceWire.keyOf(service).toString(), why.reason(), why.message());
    }
  }

  static StatusReport of(Facts facts) {
    var ledger = new Ledger();
    facts.claims().forEach(ledger::put);
    var nodes =
        facts.nodes().stream()
            .map(view -> AgentRow.of(view, facts.versions()))
            .sorted(Comparator.comparing((AgentRow row) -> row.trouble().isEmpty()))
            .toList();
    var poolRows = facts.pools().stream().map(pool -> PoolRow.of(pool, ledger)).toList();
    var notReady =
        facts.services().stream()
            .flatMap(s -> Told.notReady(s).map(why -> ServiceRow.of(s, why)).stream())
            .sorted(Comparator.comparing(ServiceRow::virtualService))
            .toList();
    var trouble = trouble(facts.operator(), nodes, poolRows, notReady);
    var counts =
        "%s, %s, %s"
            .formatted(
                counted(nodes.size(), "node"),
                counted(poolRows.size(), "pool"),
                counted(facts.services().size(), "VirtualService"));
    var summary = counts + ": " + (trouble.isEmpty() ? "all ready" : String.join(", ", trouble));
    return new StatusReport(
        summary, facts.version(), facts.operator(), nodes, poolRows, notReady, facts.denied());
  }

  private static List<String> trouble(
      OperatorView operator, List<AgentRow> nodes, List<PoolRow> pools, List<ServiceRow> notReady) {
    var trouble = new ArrayList<String>();
    if (!operator.trouble().isEmpty()) {
      trouble.add("no operator leads");
    }
    long badNodes = nodes.stream().filter(row -> !row.trouble().isEmpty()).count();
    long badPools = pools.stream().filter(row -> !row.state().equals("ok")).count();
    if (nodes.isEmpty()) {
      trouble.add("no node routes anything");
    }
    if (badNodes > 0) {
      trouble.add(counted(badNodes, "node") + " not routing everything");
    }
    if (badPools > 0) {
      trouble.add(counted(badPools, "pool") + " not ready");
    }
    if (!notReady.isEmpty()) {
      trouble.add(counted(notReady.size(), "VirtualService") + " not ready");
    }
    return trouble;
  }

  static String counted(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  @Override
  public boolean isWell() {
    return trouble(operator, nodes, pools, notReady).isEmpty();
  }

  @Override
  public String text() {
    var text = new StringBuilder(summary).append('\n');
    text.append(operator.text()).append("; this program is version ").append(version).append('\n');
    denied.forEach(right -> text.append("Note: you may not ").append(right).append('\n'));
    if (!nodes.isEmpty()) {
      text.append('\n')
          .append(
              Table.of(
                      "NODE",
                      "BACKEND",
                      "VERSION",
                      "VIPS",
                      "BEHIND",
                      "FAILED",
                      "DIFFERENCES",
                      "HEARTBEAT",
                      "STATE")
                  .rows(nodes, AgentRow::cells));
    }
    text.append('\n')
        .append(Table.of("POOL", "CAPACITY", "USED", "FREE", "STATE").rows(pools, PoolRow::cells));
    if (!notReady.isEmpty()) {
      text.append('\n')
          .append(
              Table.of("NOT READY", "REASON", "MESSAGE")
                  .rows(
                      notReady, row -> List.of(row.virtualService(), row.reason(), row.message())));
    }
    return text.toString();
  }
}
