// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench.report;

import static dev.fixpoint.bench.report.Measure.Kind.PLOTTED;
import static dev.fixpoint.bench.report.Measure.Kind.TABLE;

/// All that is measured, in the order in which the page tells it.
public enum Measure {
  ALLOCATED(Part.ALLOCATION, "services that get an address in a second", "", PLOTTED),
  FORWARDED(Part.ALLOCATION, "services that become connectable in a second", "", PLOTTED),
  PROGRAMMED(Part.ALLOCATION, "services that say so (Programmed) in a second", "", TABLE),
  WRITES_NEW(Part.ALLOCATION, "writes to the API for each new service", "", TABLE),
  READY_IDLE(Part.READINESS, "Ready → connectable, idle", "ms", PLOTTED),
  GONE_IDLE(Part.READINESS, "unready → refused, idle", "ms", TABLE),
  READY_BUSY(Part.READINESS, "Ready → connectable, 20 other changes a second", "ms", PLOTTED),
  GONE_BUSY(Part.READINESS, "unready → refused, 20 other changes a second", "ms", TABLE),
  CPU_CHANGE_CONTROL(
      Part.READINESS, "CPU for each change: operator or controller-manager", "ms", TABLE),
  CPU_CHANGE_NODE(Part.READINESS, "CPU for each change: agent or kube-proxy", "ms", PLOTTED),
  WRITES_IDLE(Part.READINESS, "writes to the API for each change, idle", "", TABLE),
  BURST(
      Part.BURST,
      "200 pods of 200 services ready at once, until all are connectable",
      "s",
      PLOTTED),
  BURST_WRITTEN(Part.BURST, "of that, until their status was written", "s", TABLE),
  COLD(Part.START, "start into an empty kernel, until all are connectable", "s", PLOTTED),
  RESTART(Part.START, "kill and start, until a change made meanwhile is forwarded", "s", PLOTTED),
  RESTART_CONNECTIONS(Part.START, "connections made during that", "", TABLE),
  RESTART_FAILED(Part.START, "of them failed", "", TABLE),
  RATE(Part.TRAFFIC, "new connections through the address in a second", "", TABLE),
  RATE_DIRECT(Part.TRAFFIC, "new connections to the pod itself in a second", "", TABLE),
  RATE_SHARE(Part.TRAFFIC, "the first as a share of the second", "", PLOTTED),
  CONNECT(Part.TRAFFIC, "first packet to answer, through the address", "µs", PLOTTED),
  CONNECT_DIRECT(Part.TRAFFIC, "first packet to answer, to the pod itself", "µs", TABLE),
  CPU_CONNECTIONS(
      Part.TRAFFIC,
      "processor time of the machine for 10,000 connections through the address",
      "s",
      TABLE),
  CPU_CONNECTIONS_DIRECT(Part.TRAFFIC, "the same to the pod itself", "s", TABLE),
  RSS_CONTROL(Part.COST, "RSS: operator or controller-manager", "MiB", PLOTTED),
  RSS_NODE(Part.COST, "RSS: agent or kube-proxy", "MiB", PLOTTED),
  CPU_BUSY_CONTROL(
      Part.COST,
      "CPU for each of 20 changes a second: operator or controller-manager",
      "ms",
      TABLE),
  CPU_BUSY_NODE(
      Part.COST, "CPU for each of 20 changes a second: agent or kube-proxy", "ms", PLOTTED),
  WRITES_CHANGE(Part.COST, "writes to the API for each change", "", TABLE),
  REQUESTS_CONTROL(
      Part.COST, "requests for each change: operator or controller-manager", "", TABLE),
  REQUESTS_NODE(Part.COST, "requests for each change: agent or kube-proxy", "", TABLE),
  RECEIVED_CHANGE(Part.COST, "received by the node from the API for each change", "kB", TABLE),
  RECEIVED_SECOND(
      Part.COST, "received by the node from the API in a second of 20 changes", "kB", TABLE),
  CPU_REST_CONTROL(
      Part.COST, "CPU in a second of rest: operator or controller-manager", "ms", TABLE),
  CPU_REST_NODE(Part.COST, "CPU in a second of rest: agent or kube-proxy", "ms", TABLE),
  REQUESTS_REST_CONTROL(
      Part.COST, "requests in a minute of rest: operator or controller-manager", "", TABLE),
  REQUESTS_REST_NODE(Part.COST, "requests in a minute of rest: agent or kube-proxy", "", TABLE),
  KERNEL(Part.COST, "kernel memory for each service", "bytes", PLOTTED),
  STORED(Part.COST, "kept by the API server for a service of five endpoints", "bytes", TABLE),
  FAN_LAST(Part.FANOUT, "a change, until the last agent's watch has it", "ms", PLOTTED),
  FAN_ACKED(Part.FANOUT, "until the last agent's ack is written", "s", PLOTTED),
  FAN_CPU(
      Part.FANOUT, "processor time of the API server for the change, without acks", "s", PLOTTED),
  WATCH_MEMORY(Part.FANOUT, "memory of the API server for one agent's watch", "KiB", TABLE),
  ACK_CPU(Part.FANOUT, "processor time of the API server for one ack", "ms", TABLE),
  EVENT_BYTES(Part.FANOUT, "an intent of five endpoints as JSON", "bytes", TABLE),
  EVENT_BYTES_MANY(Part.FANOUT, "an intent of 250 endpoints as JSON", "bytes", TABLE);

  /// How the page shows it.
  enum Kind {
    TABLE,
    PLOTTED
  }

  /// The scenario that yields it.
  public enum Part {
    ALLOCATION,
    READINESS,
    BURST,
    START,
    TRAFFIC,
    COST,
    FANOUT
  }

  private final Part part;
  private final String title;
  private final String unit;
  private final Kind kind;

  Measure(Part part, String title, String unit, Kind kind) {
    this.part = part;
    this.title = title;
    this.unit = unit;
    this.kind = kind;
  }

  public Part part() {
    return part;
  }

  /// What its sizes count.
  String axis() {
    return part == Part.FANOUT ? "agents" : "services";
  }

  public String title() {
    return unit.isEmpty() ? title : title + ", " + unit;
  }

  boolean isPlotted() {
    return kind == PLOTTED;
  }
}
