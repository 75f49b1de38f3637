// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.announce;

import dev.fixpoint.vip.Ip;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/// The interface that holds one of the node's addresses: its way to other machines.
///
/// @param mac six bytes
public record Link(String name, int index, byte[] mac) {
  private static final Logger LOG = Logger.getLogger(Link.class);

  /// The names of all interfaces that hold one of these addresses.
  public static Set<String> namesOf(List<Ip> addresses) {
    var names = new HashSet<String>();
    for (var address : addresses) {
      try {
        Optional.ofNullable(holder(address)).map(NetworkInterface::getName).ifPresent(names::add);
      } catch (IOException e) {
        LOG.warnf("cannot tell which interface holds %s: %s", address, e.getMessage());
      }
    }
    return names;
  }

  private static NetworkInterface holder(Ip address) throws IOException {
    return NetworkInterface.getByInetAddress(InetAddress.ofLiteral(address.toString()));
  }

  /// @throws IOException in words for people, where no Ethernet interface holds one of them
  public static Link holding(List<Ip> addresses) throws IOException {
    for (var address : addresses) {
      var link = holder(address);
      var mac = link == null ? null : link.getHardwareAddress();
      if (mac != null && mac.length == 6) {
        return new Link(link.getName(), link.getIndex(), mac);
      }
    }
    throw new IOException("no Ethernet interface holds one of " + addresses);
  }
}
