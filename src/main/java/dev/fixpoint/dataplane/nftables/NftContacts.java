// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.Contact;
import dev.fixpoint.dataplane.netlink.SetElement;
import dev.fixpoint.dataplane.nftables.ElementBytes.Strange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Reads a set of clients that packets have filled. Pure.
final class NftContacts {

  private static final Duration MEMORY = Duration.ofSeconds(NftSkeleton.MEMORY_SECONDS);

  private NftContacts() {}

  /// @param admitted whether it is the set of those who were
  static List<Contact> read(NftFamily family, List<SetElement> elements, boolean admitted) {
    var contacts = new ArrayList<Contact>();
    for (var element : elements) {
      try {
        var key = ElementBytes.key(family, element);
        var client = key.ip();
        var frontend = key.frontend();
        long packets = element.packets().orElse(0L);
        contacts.add(new Contact(frontend, client, admitted, packets, ago(element)));
      } catch (Strange notOurs) {
        continue;
      }
    }
    return contacts;
  }

  private static Duration ago(SetElement element) {
    var left = element.millisLeft().map(Duration::ofMillis).orElse(MEMORY);
    var ago = MEMORY.minus(left);
    return ago.isNegative() ? Duration.ZERO : ago;
  }
}
