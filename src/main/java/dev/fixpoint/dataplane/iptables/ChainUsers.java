// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A chain as all see it who bring something into it: it is there as long as anybody does.
final class ChainUsers {

  private final Map<String, Integer> lines = new HashMap<>();
  private List<String> tail = List.of();
  private int tails;

  boolean exists() {
    return tails > 0 || !lines.isEmpty();
  }

  List<String> tail() {
    return tail;
  }

  boolean has(String line) {
    return lines.containsKey(line);
  }

  Content content() {
    return new Content(lines.keySet(), tail);
  }

  void bring(String line) {
    lines.merge(line, 1, Integer::sum);
  }

  void take(String line) {
    lines.computeIfPresent(line, (_, users) -> users == 1 ? null : users - 1);
  }

  void bring(List<String> rules) {
    tails++;
    tail = rules;
  }

  void takeTail() {
    tails--;
    if (tails == 0) {
      tail = List.of();
    }
  }
}
