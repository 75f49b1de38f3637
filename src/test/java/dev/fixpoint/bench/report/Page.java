// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench.report;

import dev.fixpoint.bench.report.Measure.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The page of a run: the words of a template with the run's tables in the places of `{{…}}`, and
/// the plots that it shows.
public final class Page {
  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}\n");
  private static final String NOTHING = "–";
  private static final int COLUMNS = 120;

  static final String NOT_MEASURED = "Not measured in this run.\n";

  private final Results results;

  public Page(Results results) {
    this.results = results;
  }

  /// @param template with `{{environment}}`, `{{failures}}`, `{{bytes}}`, `{{limits}}` and names of
  ///     scenarios in such brackets
  /// @param plots where the plots are, seen from the page
  public String markdown(String template, String plots) {
    return PLACE.matcher(template).replaceAll(place -> escape(content(place.group(1), plots)));
  }

  private static String escape(String text) {
    return java.util.regex.Matcher.quoteReplacement(text);
  }

  private String content(String name, String plots) {
    return switch (name) {
      case "environment" -> environment();
      case "failures" -> failures();
      case "bytes" -> new PerService(results).markdown();
      case "limits" -> new Limits(results).markdown();
      default -> part(Part.valueOf(name.toUpperCase(Locale.ROOT)), plots);
    };
  }

  private String environment() {
    return results.environment().entrySet().stream()
        .map(fact -> item("%s: %s".formatted(fact.getKey(), fact.getValue())))
        .collect(Collectors.joining());
  }

  private String failures() {
    if (results.failures().isEmpty()) {
      return "Nothing failed.\n";
    }
    return results.failures().stream()
        .map(
            failure ->
                item(
                    "%s, %s services, %s, round %d: %s"
                        .formatted(
                            failure.scenario(),
                            Figure.of(failure.size()),
                            failure.contender().title(),
                            failure.round(),
                            failure.reason())))
        .collect(Collectors.joining());
  }

  /// One of a list, in lines that fit the screen.
  static String item(String text) {
    var lines = new StringBuilder();
    var line = new StringBuilder("-");
    for (var word : text.split(" ")) {
      if (line.length() + 1 + word.length() > COLUMNS) {
        lines.append(line).append('\n');
        line = new StringBuilder(" ");
      }
      line.append(' ').append(word);
    }
    return lines.append(line).append('\n').toString();
  }

  private String part(Part part, String plots) {
    var text =
        Arrays.stream(Measure.values())
            .filter(measure -> measure.part() == part)
            .filter(measure -> !results.sizes(measure).isEmpty())
            .map(measure -> table(measure) + plot(measure, plots))
            .collect(Collectors.joining("\n"));
    return text.isEmpty() ? NOT_MEASURED : text;
  }

  private String plot(Measure measure, String plots) {
    return isPlotted(measure)
        ? "\n![%s, by %s](%s/%s.svg)\n"
            .formatted(measure.title(), measure.axis(), plots, file(measure))
        : "";
  }

  private static String file(Measure measure) {
    return measure.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private boolean isPlotted(Measure measure) {
    return measure.isPlotted() && results.sizes(measure).size() > 1;
  }

  /// The plots by their names, without `.svg`.
  public Map<String, String> plots() {
    var plots = new TreeMap<String, String>();
    for (var measure : Measure.values()) {
      if (isPlotted(measure)) {
        plots.put(file(measure), new Plot(results, measure).svg());
      }
    }
    return plots;
  }

  private String table(Measure measure) {
    var peers =
        results.contenders(measure).stream().filter(contender -> !contender.isOurs()).toList();
    var head = new ArrayList<>(List.of(measure.axis(), "system", "n", "p50", "p90", "p99", "max"));
    peers.forEach(peer -> head.add("of " + peer.title()));
    var lines = new StringBuilder("**" + measure.title() + "**\n\n");
    lines.append(row(head.toArray(String[]::new)));
    lines.append("|---|---|").append("--:|".repeat(head.size() - 2)).append('\n');
    for (int size : results.sizes(measure)) {
      for (var contender : results.contenders(measure)) {
        var values = results.values(measure, contender, size);
        if (!values.isEmpty()) {
          lines.append(row(cells(measure, contender, size, Summary.of(values), peers)));
        }
      }
    }
    return lines.toString();
  }

  private String[] cells(
      Measure measure, Contender contender, int size, Summary summary, List<Contender> peers) {
    var cells = new ArrayList<String>();
    cells.add(Figure.of(size));
    cells.add(contender.title());
    cells.add(Integer.toString(summary.count()));
    cells.add(Figure.of(summary.p50()));
    cells.add(Figure.of(summary.p90()));
    cells.add(Figure.of(summary.p99()));
    cells.add(Figure.of(summary.max()));
    for (var peer : peers) {
      cells.add(peer == contender ? NOTHING : ratio(measure, contender, peer, size));
    }
    return cells.toArray(String[]::new);
  }

  private String ratio(Measure measure, Contender contender, Contender peer, int size) {
    return Ratio.of(results.rounds(measure, contender, size), results.rounds(measure, peer, size))
        .map(Ratio::toString)
        .orElse(NOTHING);
  }

  static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
