// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.bench.report.Contender;
import dev.fixpoint.bench.report.Measure;
import dev.fixpoint.bench.report.Results;
import dev.fixpoint.bench.report.Results.Failure;
import dev.fixpoint.bench.report.Results.Series;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Keeps what is measured in a file, from the first sample on: a run that is cut short has lost
/// nothing.
final class Recorder {
  private final Path file;
  private final Map<String, String> environment;
  private final List<Series> series = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();

  Recorder(Path file, Map<String, String> environment) {
    this.file = file;
    this.environment = environment;
    save();
  }

  void add(Measure measure, Contender contender, int size, int round, List<Double> values) {
    var rounded = values.stream().map(value -> Math.round(value * 1e3) / 1e3).toList();
    series.add(new Series(measure, contender, size, round, rounded));
    save();
  }

  void fail(String scenario, Contender contender, int size, int round, Throwable why) {
    var reason = String.valueOf(why.getMessage()).lines().findFirst().orElse("");
    failures.add(
        new Failure(scenario, contender, size, round, reason.isEmpty() ? why.toString() : reason));
    save();
  }

  Results results() {
    return new Results(environment, series, failures);
  }

  private void save() {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, results().print());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
