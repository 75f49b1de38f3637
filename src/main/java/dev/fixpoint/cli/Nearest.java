// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// What somebody may have meant.
final class Nearest {
  private Nearest() {}

  /// The name that takes the fewest edits, where these are few enough to be slips.
  static Optional<String> to(String wanted, Collection<String> names) {
    int most = Math.max(2, wanted.length() / 3);
    return names.stream()
        .filter(name -> distance(wanted, name) <= most)
        .min(
            Comparator.comparingInt((String name) -> distance(wanted, name))
                .thenComparing(Comparator.naturalOrder()));
  }

  /// `: did you mean checkout?`; empty where nothing is near.
  static String hint(String wanted, Collection<String> names) {
    return to(wanted, names).map(name -> ": did you mean " + name + "?").orElse("");
  }

  /// How many letters to put in, leave out or replace (Levenshtein).
  private static int distance(String a, String b) {
    var row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
