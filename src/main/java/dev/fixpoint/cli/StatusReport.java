// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.api.v1alpha1.KernelStatus;
import dev.fixpoint.api.v1alpha1.NodeRoutingStatus;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Ledger;
import dev.fixpoint.ipam.Pool;
import dev.fixpoint.ipam.PoolCount;
import dev.fixpoint.plan.PoolFindings;
import dev.fixpoint.wire.ServiceWire;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Agents, pools, and the VirtualServices that are not ready.
///
/// @param summary what is wrong, or that nothing is
/// @param notReady the VirtualServices that are not; the others are only counted
record StatusReport(
    String summary, List<AgentRow> nodes, List<PoolRow> pools, List<ServiceRow> notReady)
    implements Report {

  /// @param trouble why the node does not do its part; empty where it does
  record AgentRow(
      String node,
      String backend,
      int virtualServices,
      int failed,
      long differences,
      String heartbeat,
      String trouble) {

    static AgentRow of(NodeView view) {
      var status = view.routing().orElseGet(NodeRoutingStatus::new);
      int failed = number(status.getFailed());
      var trouble = view.trouble();
      return new AgentRow(
          view.name(),
          Optional.ofNullable(status.getBackend()).orElse("-"),
          number(status.getVirtualServices()),
          failed,
          Optional.ofNullable(status.getKernel()).map(KernelStatus::getDifferences).orElse(0L),
          view.silence().map(age -> NodeView.age(age) + " ago").orElse("never"),
          trouble.isEmpty() && failed > 0 ? "its kernel refuses " + failed : trouble);
    }

    private static int number(Integer count) {
      return count == null ? 0 : count;
    }

    List<String> cells() {
      return List.of(
          node,
          backend,
          Integer.toString(virtualServices),
          Integer.toString(failed),
          Long.toString(differences),
          heartbeat,
          trouble.isEmpty() ? "ok" : trouble);
    }
  }

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

  static StatusReport of(
      List<NodeView> views,
      List<Pool> pools,
      Collection<Claim> claims,
      List<VirtualService> services) {
    var ledger = new Ledger();
    claims.forEach(ledger::put);
    var nodes =
        views.stream()
            .map(AgentRow::of)
            .sorted(Comparator.comparing((AgentRow row) -> row.trouble().isEmpty()))
            .toList();
    var poolRows = pools.stream().map(pool -> PoolRow.of(pool, ledger)).toList();
    var notReady =
        services.stream()
            .flatMap(s -> Told.notReady(s).map(why -> ServiceRow.of(s, why)).stream())
            .sorted(Comparator.comparing(ServiceRow::virtualService))
            .toList();
    var trouble = trouble(nodes, poolRows, notReady);
    var counts =
        "%s, %s, %s"
            .formatted(
                counted(nodes.size(), "node"),
                counted(pools.size(), "pool"),
                counted(services.size(), "VirtualService"));
    var summary = counts + ": " + (trouble.isEmpty() ? "all ready" : String.join(", ", trouble));
    return new StatusReport(summary, nodes, poolRows, notReady);
  }

  private static List<String> trouble(
      List<AgentRow> nodes, List<PoolRow> pools, List<ServiceRow> notReady) {
    var trouble = new ArrayList<String>();
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
    return trouble(nodes, pools, notReady).isEmpty();
  }

  @Override
  public String text() {
    var text = new StringBuilder(summary).append('\n');
    if (!nodes.isEmpty()) {
      text.append('\n')
          .append(
              Table.of("NODE", "BACKEND", "VIPS", "FAILED", "DIFFERENCES", "HEARTBEAT", "STATE")
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
