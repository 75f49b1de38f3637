// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ports;

import java.util.Optional;
import java.util.regex.Pattern;

/// The node ports that are handed out, ends included.
public record PortRange(int first, int last) {
  private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,4})-([1-9][0-9]{0,4})");

  /// @param text such as `28000-29999`
  public static Optional<PortRange> parse(String text) {
    var match = TEXT.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    int first = Integer.parseInt(match.group(1));
    int last = Integer.parseInt(match.group(2));
    boolean sound = first <= last && last <= 65535;
    return sound ? Optional.of(new PortRange(first, last)) : Optional.empty();
  }

  public boolean contains(int port) {
    return first <= port && port <= last;
  }

  public int size() {
    return last - first + 1;
  }

  @Override
  public String toString() {
    return first + "-" + last;
  }
}
