// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What a run has measured, raw.
///
/// @param environment what it was measured on and with, such as `kernel` and `kube-proxy flags`
/// @param series all samples, in the order of the run
/// @param failures what could not be measured, and why
public record Results(
    Map<String, String> environment, List<Series> series, List<Failure> failures) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /// The samples of one turn.
  ///
  /// @param size how many services there were
  /// @param round which of the turns of this contender at this size it was, from 1
  public record Series(
      Measure measure, Contender contender, int size, int round, List<Double> values) {}

  /// A scenario that ended before its time, or could not begin.
  public record Failure(String scenario, Contender contender, int size, int round, String reason) {}

  public Results {
    environment = new TreeMap<>(environment);
    series = List.copyOf(series);
    failures = List.copyOf(failures);
  }

  /// @throws IllegalArgumentException if the text is no results
  public static Results parse(String json) {
    try {
      return JSON.readValue(json, Results.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /// Text that [#parse] reads.
  public String print() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Both runs as one; of what differs in the environment, both values.
  public Results and(Results later) {
    var both = new TreeMap<>(environment);
    later.environment.forEach(
        (key, value) -> both.merge(key, value, (a, b) -> a.equals(b) ? a : a + "; " + b));
    return new Results(
        both,
        Stream.concat(series.stream(), later.series.stream()).toList(),
        Stream.concat(failures.stream(), later.failures.stream()).toList());
  }

  /// Each sample of a contender, of all rounds.
  List<Double> values(Measure measure, Contender contender, int size) {
    return rounds(measure, contender, size).stream().flatMap(List::stream).toList();
  }

  /// The samples of each round.
  List<List<Double>> rounds(Measure measure, Contender contender, int size) {
    var rounds = new ArrayList<List<Double>>();
    for (var one : series) {
      if (one.measure == measure && one.contender == contender && one.size == size) {
        rounds.add(one.values);
      }
    }
    return rounds;
  }

  /// Of all samples of a contender.
  OptionalDouble median(Measure measure, Contender contender, int size) {
    var values = values(measure, contender, size);
    return values.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Summary.of(values).p50());
  }

  List<Integer> sizes(Measure measure) {
    return series.stream()
        .filter(one -> one.measure == measure)
        .map(Series::size)
        .distinct()
        .sorted()
        .toList();
  }

  List<Contender> contenders(Measure measure) {
    return series.stream()
        .filter(one -> one.measure == measure)
        .map(Series::contender)
        .distinct()
        .sorted()
        .toList();
  }
}
