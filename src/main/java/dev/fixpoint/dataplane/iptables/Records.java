// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import java.util.List;

/// Where packets leave who sent them, for rules with an audit: clients that were admitted, or that
/// were not. In two sets of ipset, since one that renews an element's time begins its counters
/// anew: one knows when a client came last, and forgets it after an hour; the other counts. Each
/// holds as many as fit, and the rest is not remembered. Pure.
record Records(IptFamily family, boolean admitted) {

  static final int MEMORY_SECONDS = 3600;

  /// Client, protocol and port, virtual address.
  private static final String KEY = "src,dst,dst";

  private static final String TYPE = "hash:ip,port,ip";

  private static final int MAX = 4096;

  /// Both of a family.
  static List<Records> of(IptFamily family) {
    return List.of(new Records(family, true), new Records(family, false));
  }

  /// The set that knows when.
  String times() {
    int number = family == IptFamily.IPV4 ? 4 : 6;
    return Names.PREFIX + (admitted ? "ADMITTED-" : "DENIED-") + number;
  }

  /// The set that counts.
  String counts() {
    return times() + "-N";
  }

  List<String> names() {
    return List.of(times(), counts());
  }

  /// Makes the sets, as input of `ipset restore`.
  String creation() {
    var create = "create %s " + TYPE + " family " + family.setFamily() + " maxelem " + MAX;
    return (create + " timeout %d\n").formatted(times(), MEMORY_SECONDS)
        + (create + " counters\n").formatted(counts());
  }

  /// What notes a packet's client: a new element counts the packet that makes it.
  List<String> rules() {
    return List.of(
        "-m set --match-set " + counts() + " " + KEY,
        "-j SET --add-set " + counts() + " " + KEY,
        "-j SET --add-set " + times() + " " + KEY + " --exist");
  }
}
