// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// A fenced block of a document.
///
/// @param language its first word: `sh`, `yaml`, …; empty for plain text
/// @param coveredBy in `by=NAME`: the test that does what the block says; empty where it says none
public record Fence(String language, String coveredBy, String text) {
  private static final Pattern FENCE =
      Pattern.compile("(?ms)^```(\\w*)(?: by=(\\S+))?\n(.*?)^```$");

  /// Those of a document, in their order.
  public static List<Fence> of(Path document) throws IOException {
    return FENCE
        .matcher(Files.readString(document))
        .results()
        .map(m -> new Fence(m.group(1), m.group(2) == null ? "" : m.group(2), m.group(3)))
        .toList();
  }
}
