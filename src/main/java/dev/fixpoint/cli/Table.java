// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// Rows whose columns are aligned.
final class Table {
  private static final int MAX_ROWS = 20;
  private static final String GAP = "  ";
  private static final ScopedValue<Boolean> WIDE = ScopedValue.newInstance();

  private final List<List<String>> rows = new ArrayList<>();
  private final String indent;
  private int left;

  private Table(String indent, String... head) {
    this.indent = indent;
    rows.add(List.of(head));
  }

  static Table of(String... head) {
    return new Table("", head);
  }

  static Table indented(String... head) {
    return new Table("  ", head);
  }

  /// Adds a row for each item, as many as fit on a screen; the rest is counted.
  <T> Table rows(Collection<T> items, Function<T, List<String>> row) {
    int most = WIDE.isBound() ? items.size() : MAX_ROWS;
    items.stream().limit(most).map(row).forEach(rows::add);
    left = Math.max(0, items.size() - most);
    return this;
  }

  /// What `text` gives, with all rows of all tables.
  static String wide(Supplier<String> text) {
    return ScopedValue.where(WIDE, true).call(text::get);
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    for (var row : rows) {
      var line = new StringBuilder(indent);
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i)).append(" ".repeat(width(i) - row.get(i).length())).append(GAP);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return left == 0 ? text.toString() : text + indent + "... and " + left + " more\n";
  }

  private int width(int column) {
    return rows.stream()
        .filter(row -> row.size() > column)
        .mapToInt(row -> row.get(column).length())
        .max()
        .orElse(0);
  }
}
