// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipset;

import dev.fixpoint.vip.Family;
import java.util.List;

/// Where packets leave who sent them, for rules with an audit: clients that were admitted, or that
/// were not. In two sets of ipset, since one that renews an element's time begins its counters
/// anew: one knows when a client came last, and forgets it after an hour; the other counts. Each
/// holds as many as fit, and the rest is not remembered. Pure.
///
/// @param times the set that knows when
/// @param counts the set that counts
public record Records(Family family, boolean admitted, String times, String counts) {

  static final int MEMORY_SECONDS = 3600;

  /// The options of the set that knows when.
  public static final String TIMED = "timeout " + MEMORY_SECONDS;

  /// The options of the set that counts.
  public static final String COUNTED = "counters";

  /// Client, protocol and port, virtual address.
  private static final String KEY = "src,dst,dst";

  public static final String TYPE = "hash:ip,port,ip";

  private static final int MAX = 4096;

  /// A family as ipset names it.
  public static String family(Family family) {
    return family == Family.IPV4 ? "inet" : "inet6";
  }

  public List<String> names() {
    return List.of(times, counts);
  }

  /// Makes the sets: lines of `ipset restore`.
  public List<String> creation() {
    var create = "create %%s %s family %s maxelem %d %%s".formatted(TYPE, family(family), MAX);
    return List.of(create.formatted(times, TIMED), create.formatted(counts, COUNTED));
  }

  /// What notes a packet's client: a new element counts the packet that makes it.
  public List<String> rules() {
    return List.of(
        "-m set --match-set " + counts + " " + KEY,
        "-j SET --add-set " + counts + " " + KEY,
        "-j SET --add-set " + times + " " + KEY + " --exist");
  }
}
