// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ops;

import java.util.List;

/// Every metric of Fixpoint: what is registered, what the reference tells and what alerts and
/// dashboards may ask for comes from here. Names, labels and units are stable; labels have few
/// values: nodes, pools and kinds, and VirtualServices only up to a limit.
public enum Metric {
  BUILD_INFO(
      Type.GAUGE,
      Role.BOTH,
      "fixpoint.build.info",
      "",
      "1; what runs, and since there is one for each process, how many run",
      "version",
      "role"),
  WATCH_AGE(
      Type.GAUGE,
      Role.BOTH,
      "fixpoint.watch.age",
      "seconds",
      "how long ago the API server last said anything about this kind",
      "kind"),
  PENDING_CHANGES(
      Type.GAUGE,
      Role.OPERATOR,
      "fixpoint.pending.changes",
      "",
      "the queue: VirtualServices that wait to be looked at after a change of a pod"),
  RECONCILE(
      Type.HISTOGRAM,
      Role.OPERATOR,
      "fixpoint.reconcile",
      "seconds",
      "one look at an object; `outcome` is `done` or `failed`",
      "kind",
      "outcome"),
  LEADER(
      Type.GAUGE,
      Role.OPERATOR,
      "fixpoint.leader",
      "",
      "1 while this operator leads, 0 on a stand-by"),
  VIRTUAL_SERVICES(
      Type.GAUGE,
      Role.LEADER,
      "fixpoint.virtualservices",
      "",
      "VirtualServices by status and reason of their condition `Ready`",
      "ready",
      "reason"),
  ADDRESS_ANOMALIES(
      Type.GAUGE,
      Role.LEADER,
      "fixpoint.address.anomalies",
      "",
      "what `fixpoint check` finds, after `FIXPOINT_REPAIR_GRACE`, by kind",
      "kind"),
  POOL_CAPACITY(
      Type.GAUGE,
      Role.LEADER,
      "fixpoint.pool.capacity",
      "",
      "addresses of this pool that can be had, those in use included",
      "pool"),
  POOL_USED(
      Type.GAUGE,
      Role.LEADER,
      "fixpoint.pool.used",
      "",
      "addresses of this pool that somebody has, held ones included",
      "pool"),
  POOL_HELD(
      Type.GAUGE,
      Role.LEADER,
      "fixpoint.pool.held",
      "",
      "addresses of this pool that are kept for names whose owner is gone",
      "pool"),
  POOL_FREE(
      Type.GAUGE,
      Role.LEADER,
      "fixpoint.pool.free",
      "",
      "addresses of this pool that nobody has",
      "pool"),
  ACCESS_DENIED(
      Type.COUNTER,
      Role.LEADER,
      "fixpoint.access.denied",
      "",
      "connections that an audited rule did not admit",
      "virtualservice",
      "client"),
  NODES(
      Type.GAUGE,
      Role.OPERATOR,
      "fixpoint.nodes",
      "",
      "`live`: `Programmed` waits for them; `absent`: reported once, and do not count",
      "state"),
  ACK_AGE(
      Type.GAUGE,
      Role.LEADER,
      "fixpoint.ack.age",
      "seconds",
      "how long ago the agent of this node was last heard",
      "node"),
  ACK_LAG(
      Type.GAUGE,
      Role.LEADER,
      "fixpoint.ack.lag",
      "seconds",
      "how long the oldest intent that this live node lacks has been there",
      "node"),
  PROGRAMMING_LATENCY(
      Type.HISTOGRAM,
      Role.AGENT,
      "fixpoint.programming.latency",
      "seconds",
      "from the operator's learning of a pod's change to this kernel"),
  TRANSACTIONS(
      Type.HISTOGRAM,
      Role.AGENT,
      "fixpoint.transaction",
      "seconds",
      "a change: `update` or `replace`, `done` or `refused`",
      "operation",
      "outcome"),
  KERNEL_DIFFERENCES(
      Type.COUNTER,
      Role.AGENT,
      "fixpoint.kernel.differences",
      "",
      "elements that others had changed, and that were mended"),
  CONNECTIONS(
      Type.COUNTER,
      Role.AGENT,
      "fixpoint.connections",
      "",
      "new connections; `(others)` past the limit",
      "virtualservice",
      "backend"),
  ROUTED_SERVICES(
      Type.GAUGE,
      Role.AGENT,
      "fixpoint.services",
      "",
      "VirtualServices that this node has `routed`, or where it `failed`",
      "state");

  /// As Prometheus knows them.
  public enum Type {
    GAUGE,
    COUNTER,
    HISTOGRAM;

    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /// Who serves it. What the leader alone serves, a stand-by serves once it leads.
  public enum Role {
    BOTH("both"),
    OPERATOR("operator"),
    LEADER("leader"),
    AGENT("agent");

    private final String word;

    Role(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  private final Type type;
  private final Role role;
  private final String base;
  private final String unit;
  private final String meaning;
  private final List<String> labels;

  /// @param base as Micrometer has it, without the unit
  /// @param unit a base unit of Prometheus; empty for plain numbers
  Metric(Type type, Role role, String base, String unit, String meaning, String... labels) {
    this.type = type;
    this.role = role;
    this.base = base;
    this.unit = unit;
    this.meaning = meaning;
    this.labels = List.of(labels);
  }

  /// As Prometheus shows it: `fixpoint_watch_age_seconds`. A histogram has `_bucket`, `_count` and
  /// `_sum` behind this.
  public String prometheusName() {
    var name = base.replace('.', '_') + (unit.isEmpty() ? "" : "_" + unit);
    return type == Type.COUNTER ? name + "_total" : name;
  }

  /// In the order in which [Meters] takes their values.
  public List<String> labels() {
    return labels;
  }

  public Type type() {
    return type;
  }

  public Role role() {
    return role;
  }

  public String unit() {
    return unit;
  }

  /// For people, in one line.
  public String meaning() {
    return meaning;
  }

  /// As Micrometer knows it.
  String base() {
    return base;
  }
}
