// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Writes the reference of the chart's values from the comments in `values.yaml`: `make generate`.
public class GenerateValues {
  static final Path FILE = Path.of("docs/values.md");
  private static final Path VALUES = Path.of("helm/values.yaml");
  private static final int COLUMNS = 118;
  private static final Pattern KEY = Pattern.compile("( *)([A-Za-z]+):.*");

  private static final String BEGIN =
      """
      # Values of the chart

      Generated from `helm/values.yaml` by `make generate`. Do not edit. `helm/values.schema.json` refuses what is not here.
      The settings that they become are in the [reference](reference.md#settings).

      """;

  private GenerateValues() {}

  public static void main(String... args) throws IOException {
    Files.writeString(FILE, text());
  }

  static String text() throws IOException {
    var values = new YAMLMapper().readTree(VALUES.toFile());
    var text = new StringBuilder(BEGIN);
    meanings()
        .forEach(
            (path, meaning) -> {
              var value = values.at("/" + path.replace('.', '/'));
              boolean section = value.isObject() && !value.isEmpty() && meaning.isEmpty();
              if (!section) {
                var item = "- `%s`%s: %s".formatted(path, shown(value), meaning);
                text.append(wrapped(item)).append("\n");
              }
            });
    return text.toString();
  }

  private static String shown(JsonNode value) {
    return value.isObject() && !value.isEmpty() ? "" : ", default `" + value + "`";
  }

  private static String wrapped(String item) {
    var text = new StringBuilder();
    int column = 0;
    for (var word : item.split(" ")) {
      if (column + 1 + word.length() > COLUMNS) {
        text.append("\n ");
        column = 1;
      }
      text.append(text.isEmpty() ? "" : " ").append(word);
      column += 1 + word.length();
    }
    return text.toString();
  }

  /// Path of each key that has a comment, or is no section → the comment, in one line.
  static Map<String, String> meanings() throws IOException {
    var meanings = new LinkedHashMap<String, String>();
    var path = new ArrayDeque<String>();
    List<String> comment = new ArrayList<>();
    for (var line : Files.readAllLines(VALUES)) {
      var key = KEY.matcher(line);
      if (line.strip().startsWith("# ")) {
        comment.add(line.strip().substring(2));
      } else if (key.matches()) {
        while (path.size() > key.group(1).length() / 2) {
          path.removeLast();
        }
        path.addLast(key.group(2));
        meanings.put(String.join(".", path), String.join(" ", comment).replace("|", "\\|"));
        comment.clear();
      } else {
        comment.clear();
      }
    }
    return meanings;
  }
}
