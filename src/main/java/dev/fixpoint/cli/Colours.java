// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Style;

/// Colours on a terminal, and there only; by the conventions of `NO_COLOR` and `CLICOLOR_FORCE`.
final class Colours {
  private Colours() {}

  /// The first line green where all is well, else red.
  static String first(boolean well, String text) {
    return first(Ansi.AUTO.enabled(), well, text);
  }

  static String first(boolean coloured, boolean well, String text) {
    if (!coloured) {
      return text;
    }
    int end = text.indexOf('\n') < 0 ? text.length() : text.indexOf('\n');
    var colour = well ? Style.fg_green : Style.fg_red;
    return Style.bold.on()
        + colour.on()
        + text.substring(0, end)
        + Style.reset.on()
        + text.substring(end);
  }
}
