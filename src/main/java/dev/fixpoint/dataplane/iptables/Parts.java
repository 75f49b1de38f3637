// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.forwarding.Access;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What something brings into the tables of a family. Two that bring the same chain with a tail
/// bring the same tail.
final class Parts {

  private final Map<Chain, Set<String>> lines = new TreeMap<>();
  private final Map<Chain, List<String>> tails = new TreeMap<>();
  private final Set<Access> clients = new HashSet<>();
  private boolean records;

  void line(Chain chain, String line) {
    lines.computeIfAbsent(chain, c -> new TreeSet<>()).add(line);
  }

  /// A line in the part of a chain that is about a block, and the way there.
  ///
  /// @param way matches the block
  void line(Chain chain, String block, String way, String line) {
    var bucket = new Chain(chain.table(), Names.bucket(chain.name(), block));
    line(chain, way + " -j " + bucket.name());
    line(bucket, line);
  }

  void tail(Chain chain, List<String> rules) {
    tails.put(chain, List.copyOf(rules));
  }

  /// A set of clients is needed.
  void clients(Access access) {
    clients.add(access);
  }

  /// The sets are needed that clients are remembered in.
  void records() {
    records = true;
  }

  boolean hasRecords() {
    return records;
  }

  Map<Chain, Set<String>> lines() {
    return lines;
  }

  Map<Chain, List<String>> tails() {
    return tails;
  }

  Set<Access> clients() {
    return clients;
  }
}
