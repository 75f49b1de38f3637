// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// What a large cluster would take, worked out from what was measured: how many changes a second
/// each part can follow, and which of them is the first to come to its end. A change is that of one
/// service's endpoints.
final class Limits {
  private static final int NODES = 5_000;
  private static final int SERVICES = 10_000;
  private static final int ENDPOINTS = 250;
  private static final int FEW_ENDPOINTS = 5;
  private static final int API_CORES = 8;
  private static final double BYTES_PER_SECOND = 10e9 / 8;
  private static final double ACKS_PER_SECOND = 500;
  private static final double MEBI = 1024 * 1024;

  /// What bounds the changes in a second.
  private record Bound(String what, String why, double perSecond) {}

  private final Results results;

  Limits(Results results) {
    this.results = results;
  }

  String markdown() {
    var bounds =
        List.of(apiServer(), network(), operator(), agent()).stream()
            .flatMap(Optional::stream)
            .sorted(Comparator.comparingDouble(Bound::perSecond))
            .toList();
    if (bounds.isEmpty()) {
      return Page.NOT_MEASURED;
    }
    var text = new StringBuilder();
    text.append(
        Page.item(
            "%s nodes, %s services, %d endpoints each; an API server of %d cores and 10 Gbit/s."
                .formatted(Figure.of(NODES), Figure.of(SERVICES), ENDPOINTS, API_CORES)));
    text.append("\n| bound | because | changes a second |\n|---|---|--:|\n");
    bounds.forEach(b -> text.append(Page.row(b.what(), b.why(), Figure.of(b.perSecond()))));
    text.append('\n');
    text.append(
        Page.item("What comes to its end first: **%s**.".formatted(bounds.getFirst().what())));
    var others = new ArrayList<String>();
    others.add(
        "The last ack of a change comes after %s s: %s acks at %s a second."
            .formatted(
                Figure.of(NODES / ACKS_PER_SECOND), Figure.of(NODES), Figure.of(ACKS_PER_SECOND)));
    bytes().ifPresent(bytes -> others.addAll(lists(bytes)));
    watches().ifPresent(others::add);
    memory().ifPresent(others::add);
    kernel().ifPresent(others::add);
    others.forEach(line -> text.append(Page.item(line)));
    return text.toString();
  }

  /// Acks come at a bounded rate, however many changes there are; what they leave is for changes.
  private Optional<Bound> apiServer() {
    double acks = largest(Measure.ACK_CPU).map(Measured::median).orElse(0.0) / 1e3;
    return largest(Measure.FAN_CPU)
        .map(
            measured -> {
              double seconds = measured.median() / measured.size() * NODES;
              double taken = acks * ACKS_PER_SECOND;
              return new Bound(
                  "API server, processor",
                  "%s s for a change; acks take %s cores"
                      .formatted(Figure.of(seconds), Figure.of(taken)),
                  Math.max(0, API_CORES - taken) / seconds);
            });
  }

  private Optional<Bound> network() {
    return bytes()
        .map(
            bytes ->
                new Bound(
                    "API server, network",
                    "%s MiB for a change to all nodes".formatted(Figure.of(bytes * NODES / MEBI)),
                    BYTES_PER_SECOND / (bytes * NODES)));
  }

  private Optional<Bound> operator() {
    return largest(Measure.CPU_BUSY_CONTROL)
        .filter(measured -> measured.median() > 0)
        .map(
            measured ->
                new Bound(
                    "operator, processor",
                    "%s ms of one core".formatted(Figure.of(measured.median())),
                    1e3 / measured.median()));
  }

  private Optional<Bound> agent() {
    return largest(Measure.CPU_BUSY_NODE)
        .filter(measured -> measured.median() > 0)
        .map(
            measured ->
                new Bound(
                    "agent, processor",
                    "%s ms of one core of each node".formatted(Figure.of(measured.median())),
                    1e3 / measured.median()));
  }

  private Optional<Double> bytes() {
    return largest(Measure.EVENT_BYTES_MANY).map(Measured::median);
  }

  private static List<String> lists(double bytes) {
    double one = bytes * SERVICES;
    return List.of(
        "An intent of %d endpoints is %s KiB of JSON, of at most %s that etcd takes; all of them %s MiB of its %s."
            .formatted(ENDPOINTS, Figure.of(bytes / 1024), "1,536", Figure.of(one / MEBI), "2,048"),
        "An agent that starts lists %s MiB; all at once, %s GiB, for which the network takes %s minutes."
            .formatted(
                Figure.of(one / MEBI),
                Figure.of(one * NODES / MEBI / 1024),
                Figure.of(one * NODES / BYTES_PER_SECOND / 60)));
  }

  private Optional<String> watches() {
    return largest(Measure.WATCH_MEMORY)
        .map(
            measured ->
                "The watches of all agents take %s MiB of the API server's memory: %s KiB each."
                    .formatted(
                        Figure.of(measured.median() * NODES / 1024), Figure.of(measured.median())));
  }

  /// It grows with endpoints, nearly alone.
  private Optional<String> kernel() {
    return largest(Measure.KERNEL)
        .map(
            measured ->
                "The kernel of a node takes %s bytes for a service of %d endpoints; with %d, at most %s MiB for all."
                    .formatted(
                        Figure.of(measured.median()),
                        FEW_ENDPOINTS,
                        ENDPOINTS,
                        Figure.of(
                            measured.median() * ENDPOINTS / FEW_ENDPOINTS * SERVICES / MEBI)));
  }

  /// From the least and the greatest number of services.
  private Optional<String> memory() {
    var sizes = results.sizes(Measure.RSS_NODE);
    var few = sizes.isEmpty() ? OptionalDouble.empty() : median(Measure.RSS_NODE, sizes.getFirst());
    var many = sizes.isEmpty() ? OptionalDouble.empty() : median(Measure.RSS_NODE, sizes.getLast());
    if (few.isEmpty() || many.isEmpty() || sizes.size() == 1) {
      return Optional.empty();
    }
    double each =
        (many.getAsDouble() - few.getAsDouble()) / (sizes.getLast() - sizes.getFirst()) * 1024;
    return Optional.of(
        ("The agent's memory grew by %s KiB for each service of %d endpoints, from %s services to %s;"
                + " it grows with endpoints, so that more of them want a greater heap than the chart's.")
            .formatted(
                Figure.of(each),
                FEW_ENDPOINTS,
                Figure.of(sizes.getFirst()),
                Figure.of(sizes.getLast())));
  }

  private record Measured(int size, double median) {}

  /// At the greatest size at which we were measured.
  private Optional<Measured> largest(Measure measure) {
    return results.sizes(measure).reversed().stream()
        .flatMap(
            size -> median(measure, size).stream().mapToObj(median -> new Measured(size, median)))
        .findFirst();
  }

  private OptionalDouble median(Measure measure, int size) {
    return results.median(measure, Contender.FIXPOINT_NFTABLES, size);
  }
}
