// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import dev.fixpoint.vip.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One set or map: its declaration, and its elements.
final class SetReader {

  /// Tells how it is kept, not what it holds.
  private static final Pattern PROPERTY =
      Pattern.compile("size [0-9]+|flags [a-z]+(,[a-z]+)*|counter|timeout [0-9a-z]+");

  private static final Pattern ATTRIBUTE =
      Pattern.compile(" (counter packets [0-9]+ bytes [0-9]+|(timeout|expires) [0-9a-z]+)");

  private static final String VERDICT = "verdict";

  private final Family family;
  private final String title;
  private final boolean isMap;
  private final NamedSet set = new NamedSet();
  private List<Type> key = List.of();
  private List<Type> value = List.of();
  private boolean hasVerdicts;

  /// @param title `map NAME` or `set NAME`
  SetReader(Family family, String title) {
    this.family = family;
    this.title = title;
    this.isMap = title.startsWith("map ");
  }

  /// @param lines of its block; one for all elements
  NamedSet read(List<String> lines) {
    for (var line : lines) {
      if (line.startsWith("type ") || line.startsWith("typeof ")) {
        declare(line.substring(line.indexOf(' ') + 1));
      } else if (line.startsWith("elements = { ") && line.endsWith(" }")) {
        elements(line.substring("elements = { ".length(), line.length() - " }".length()));
      } else if (!PROPERTY.matcher(line).matches()) {
        throw new UnknownRule("unknown in %s: %s".formatted(title, line));
      }
    }
    return set;
  }

  private void declare(String types) {
    var parts = types.split(" : ");
    key = types(parts[0]);
    if (parts.length != (isMap ? 2 : 1)) {
      throw new UnknownRule("unknown in %s: %s".formatted(title, types));
    }
    hasVerdicts = isMap && parts[1].equals(VERDICT);
    value = isMap && !hasVerdicts ? types(parts[1]) : List.of();
  }

  private static List<Type> types(String text) {
    return Stream.of(text.split(" \\. ")).map(Type::named).toList();
  }

  private void elements(String text) {
    int start = 0;
    boolean quoted = false;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || text.charAt(i) == ',' && !quoted) {
        element(text.substring(start, i).strip());
        start = i + 1;
      } else if (text.charAt(i) == '"') {
        quoted = !quoted;
      }
    }
  }

  private void element(String text) {
    var bare = ATTRIBUTE.matcher(text).replaceAll("");
    var parts = bare.split(" : ", -1);
    if (parts.length != (isMap ? 2 : 1)) {
      throw unknown(text);
    }
    var entry =
        new NamedSet.Entry(
            bare,
            hasVerdicts || !isMap ? List.of() : values(value, parts[1], text),
            hasVerdicts ? Optional.of(RuleParser.verdict(family, parts[1])) : Optional.empty());
    set.put(values(key, parts[0], text), entry);
  }

  private List<Value> values(List<Type> types, String text, String element) {
    var parts = text.split(" \\. ", -1);
    if (parts.length != types.size()) {
      throw unknown(element);
    }
    var values = new ArrayList<Value>();
    for (int i = 0; i < parts.length; i++) {
      values.add(types.get(i).parse(parts[i]));
    }
    return List.copyOf(values);
  }

  private UnknownRule unknown(String element) {
    return new UnknownRule("unknown element of %s: %s".formatted(title, element));
  }
}
