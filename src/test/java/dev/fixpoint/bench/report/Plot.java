// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// One measure as SVG: medians over the number of services, both axes logarithmic, with a bar from
/// the least sample to the greatest.
final class Plot {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final int LEFT = 64;
  private static final int RIGHT = 170;
  private static final int TOP = 36;
  private static final int BOTTOM = 40;
  private static final int LEGEND_STEP = 18;

  private final Results results;
  private final Measure measure;
  private final List<Integer> sizes;
  private final double lowest;
  private final double highest;

  Plot(Results results, Measure measure) {
    this.results = results;
    this.measure = measure;
    this.sizes = results.sizes(measure);
    var range =
        results.contenders(measure).stream()
            .flatMap(c -> sizes.stream().map(size -> results.values(measure, c, size)))
            .flatMap(List::stream)
            .mapToDouble(Double::doubleValue)
            .filter(value -> value > 0)
            .summaryStatistics();
    boolean any = range.getCount() > 0;
    lowest = any ? Math.pow(10, Math.floor(Math.log10(range.getMin()))) : 1;
    highest = any ? Math.max(10 * lowest, ceiling(range.getMax())) : 10;
  }

  private static double ceiling(double value) {
    return Math.pow(10, Math.ceil(Math.log10(value)));
  }

  String svg() {
    var body = new StringBuilder();
    body.append(text(LEFT, TOP - 14, "start", "#111", measure.title()));
    body.append(text(x(sizes.getLast()), HEIGHT - 8, "middle", "#555", measure.axis()));
    for (double tick = lowest; tick <= highest * 1.001; tick *= 10) {
      body.append(line(LEFT, y(tick), WIDTH - RIGHT, y(tick), "#ddd"));
      body.append(text(LEFT - 8, y(tick) + 4, "end", "#555", Figure.of(tick)));
    }
    for (int size : sizes) {
      body.append(line(x(size), TOP, x(size), HEIGHT - BOTTOM, "#eee"));
      body.append(text(x(size), HEIGHT - BOTTOM + 16, "middle", "#555", Figure.of(size)));
    }
    int row = 0;
    for (var contender : results.contenders(measure)) {
      body.append(curve(contender));
      int height = TOP + 12 + LEGEND_STEP * row++;
      body.append(text(WIDTH - RIGHT + 14, height, "start", contender.colour(), contender.title()));
    }
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
    <rect width="%d" height="%d" fill="#fff"/>
    %s</svg>
    """
        .formatted(WIDTH, HEIGHT, WIDTH, HEIGHT, body);
  }

  private String curve(Contender contender) {
    var measured =
        sizes.stream().filter(size -> !results.values(measure, contender, size).isEmpty()).toList();
    var marks = new StringBuilder();
    for (int size : measured) {
      var values = results.values(measure, contender, size);
      var all = values.stream().mapToDouble(Double::doubleValue).summaryStatistics();
      marks.append(line(x(size), y(all.getMin()), x(size), y(all.getMax()), contender.colour()));
      marks.append(
          format(
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>%n",
              x(size), y(median(values)), contender.colour()));
    }
    var points =
        measured.stream()
            .map(
                size ->
                    format(
                        "%.1f,%.1f", x(size), y(median(results.values(measure, contender, size)))))
            .collect(Collectors.joining(" "));
    return format(
            "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n",
            points, contender.colour())
        + marks;
  }

  private static double median(List<Double> values) {
    return Summary.of(values).p50();
  }

  private double x(double size) {
    return scaled(size, sizes.getFirst(), sizes.getLast(), LEFT + 16, WIDTH - RIGHT - 16);
  }

  /// What is nothing stands at the lower edge.
  private double y(double value) {
    return scaled(Math.max(value, lowest), lowest, highest, HEIGHT - BOTTOM, TOP);
  }

  private static double scaled(double value, double from, double to, double start, double end) {
    double share = to == from ? 0 : Math.log(value / from) / Math.log(to / from);
    return start + share * (end - start);
  }

  private static String line(double x1, double y1, double x2, double y2, String colour) {
    return format(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
        x1, y1, x2, y2, colour);
  }

  private static String text(double x, double y, String anchor, String colour, String content) {
    return format(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n",
        x, y, anchor, colour, content);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
