// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.announce;

import dev.fixpoint.vip.Ip;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;

/// The interface that holds one of the node's addresses: its way to other machines.
///
/// @param mac six bytes
public record Link(String name, int index, byte[] mac) {

  /// @throws IOException in words for people, where no Ethernet interface holds one of them
  public static Link holding(List<Ip> addresses) throws IOException {
    for (var address : addresses) {
      var link = NetworkInterface.getByInetAddress(InetAddress.ofLiteral(address.toString()));
      var mac = link == null ? null : link.getHardwareAddress();
      if (mac != null && mac.length == 6) {
        return new Link(link.getName(), link.getIndex(), mac);
      }
    }
    throw new IOException("no Ethernet interface holds one of " + addresses);
  }
}
