// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.vip.Family;

/// One thing that the kernel holds beside IPVS itself: an element of an ipset, or, in
/// [Sets#ROUTES], an address that is this node's.
record Fact(Family family, String set, String element) {

  /// The name of the ipset: of at most 31 characters.
  String setName() {
    return Sets.name(family, set);
  }

  /// What of an element names it, and is enough to remove it: all but its mark.
  String key() {
    int blank = element.indexOf(' ');
    return blank < 0 ? element : element.substring(0, blank);
  }
}
