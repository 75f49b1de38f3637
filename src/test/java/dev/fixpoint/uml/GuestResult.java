// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.uml;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// What came of a test in the other kernel.
///
/// @param failure empty for none
record GuestResult(String name, String failure) {

  private static String coded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(String text) {
    return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
  }

  /// As one line of the file of results.
  String line() {
    return coded(name) + ' ' + coded(failure) + '\n';
  }

  static List<GuestResult> parse(String lines) {
    return lines
        .lines()
        .map(line -> line.split(" ", -1))
        .map(words -> new GuestResult(decoded(words[0]), decoded(words[1])))
        .toList();
  }
}
