// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.api.v1alpha1.ExternalAddress;
import dev.fixpoint.api.v1alpha1.VirtualServiceStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which external addresses another node announces than before, by two statuses.
public final class AnnouncerWire {

  /// @param lost whether no node announces it now
  public record Move(boolean lost, String message) {}

  private AnnouncerWire() {}

  /// Empty where nothing has moved: an address that comes or goes is no move, nor one that nobody
  /// announced.
  ///
  /// @param before null where there is none yet
  public static List<Move> moves(VirtualServiceStatus before, VirtualServiceStatus after) {
    var moves = new ArrayList<Move>();
    var earlier = announcers(before);
    announcers(after)
        .forEach(
            (address, now) -> {
              var then = earlier.getOrDefault(address, now);
              if (!then.equals(now)) {
                moves.add(new Move(now.isEmpty(), message(address, then, now)));
              }
            });
    return moves;
  }

  private static String message(String address, String then, String now) {
    if (now.isEmpty()) {
      return "external address %s: no node announces it, as node %s did: kubectl get noderouting"
          .formatted(address, then);
    }
    return then.isEmpty()
        ? "external address %s: node %s announces it now".formatted(address, now)
        : "external address %s: node %s announces it now, in place of node %s"
            .formatted(address, now, then);
  }

  private static Map<String, String> announcers(VirtualServiceStatus status) {
    var announcers = new HashMap<String, String>();
    if (status != null && status.getExternalAddresses() != null) {
      for (ExternalAddress external : status.getExternalAddresses()) {
        var node = external.getNode();
        announcers.put(external.getAddress(), node == null ? "" : node);
      }
    }
    return announcers;
  }
}
