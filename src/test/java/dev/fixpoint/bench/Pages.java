// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.bench.report.Page;
import dev.fixpoint.bench.report.Results;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// The files that tell results: the page, beside it a folder with its plots and the results
/// themselves.
final class Pages {
  static final String NAME = "benchmarks.md";
  static final String RESULTS = "benchmarks/results.json";
  private static final String PLOTS = "benchmarks";
  private static final String TEMPLATE = "/bench/benchmarks.md";

  private Pages() {}

  /// By their paths below the folder of the page.
  static Map<String, String> of(Results results) throws IOException {
    var page = new Page(results);
    var files = new TreeMap<String, String>();
    try (var template = Pages.class.getResourceAsStream(TEMPLATE)) {
      var text = new String(template.readAllBytes(), StandardCharsets.UTF_8);
      files.put(NAME, page.markdown(text, PLOTS));
    }
    page.plots().forEach((name, svg) -> files.put(PLOTS + "/" + name + ".svg", svg));
    files.put(RESULTS, results.print());
    return files;
  }

  /// Writes them, and removes plots that are there no more.
  static void write(Results results, Path folder) throws IOException {
    var plots = folder.resolve(PLOTS);
    Files.createDirectories(plots);
    try (var old = Files.newDirectoryStream(plots, "*.svg")) {
      for (var plot : old) {
        Files.delete(plot);
      }
    }
    for (var file : of(results).entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
  }
}
