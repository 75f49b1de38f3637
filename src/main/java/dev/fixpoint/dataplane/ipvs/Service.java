// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Frontend.Side;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Protocol;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// One port of one address, as IPVS balances it: for all clients, or for those outside alone.
///
/// @param mark of the packets of clients outside, where they have a service of their own and this
///     is it; else 0
record Service(Ip address, Protocol protocol, int port, int mark) implements Comparable<Service> {

  private static final Comparator<Service> ORDER =
      Comparator.comparing(Service::address)
          .thenComparing(Service::protocol)
          .thenComparingInt(Service::port)
          .thenComparingInt(Service::mark);

  /// Between what a packet is for and the mark that it gets.
  private static final String MARK = " skbmark 0x";

  /// Without a mark.
  Service(Ip address, Protocol protocol, int port) {
    this(address, protocol, port, 0);
  }

  static Service of(Frontend frontend) {
    return new Service(frontend.address(), frontend.protocol(), frontend.port());
  }

  Service marked(int mark) {
    return new Service(address, protocol, port, mark);
  }

  boolean isMarked() {
    return mark != 0;
  }

  Service plain() {
    return marked(0);
  }

  Frontend on(Side side) {
    return new Frontend(address, protocol, port, side);
  }

  /// Whether its flows may go elsewhere at any packet: they do so once their server is gone, while
  /// a connection would be lost.
  boolean isOfFlows() {
    return protocol == Protocol.UDP;
  }

  /// As options of ipvsadm: `-t 10.96.0.1:80`, or `-f 73728 -6`.
  String option() {
    if (isMarked()) {
      return "-f " + mark + (address.family() == Family.IPV6 ? " -6" : "");
    }
    var option =
        switch (protocol) {
          case TCP -> "-t ";
          case UDP -> "-u ";
          case SCTP -> "--sctp-service ";
        };
    return option + Server.text(address, port);
  }

  /// What [#option] gives for this, where it has no mark.
  static Optional<Service> parse(String option, String server) {
    var protocol =
        switch (option) {
          case "-t", "TCP" -> Protocol.TCP;
          case "-u", "UDP" -> Protocol.UDP;
          case "--sctp-service", "SCTP" -> Protocol.SCTP;
          default -> null;
        };
    return protocol == null
        ? Optional.empty()
        : Server.parse(server).map(s -> new Service(s.address(), protocol, s.port()));
  }

  /// As an element of an ipset: `10.96.0.1,tcp:80`, and where it has a mark, ` skbmark 0x12000`.
  String element() {
    var key = "%s,%s:%d".formatted(address, protocol.name().toLowerCase(Locale.ROOT), port);
    return isMarked() ? key + MARK + Integer.toHexString(mark) : key;
  }

  /// What [#element] gives for this.
  static Optional<Service> parseElement(String element) {
    int marked = element.indexOf(MARK);
    if (marked >= 0) {
      var digits = element.substring(marked + MARK.length());
      return digits.matches("[0-9a-f]{1,7}|[0-7][0-9a-f]{7}")
          ? parseElement(element.substring(0, marked))
              .map(service -> service.marked(Integer.parseInt(digits, 16)))
          : Optional.empty();
    }
    int comma = element.indexOf(',');
    int colon = element.lastIndexOf(':');
    if (comma < 0 || colon < comma) {
      return Optional.empty();
    }
    return Ip.parse(element.substring(0, comma))
        .flatMap(
            ip ->
                parse(
                    element.substring(comma + 1, colon).toUpperCase(Locale.ROOT),
                    ip.family() == Family.IPV6
                        ? "[" + ip + "]" + element.substring(colon)
                        : ip + element.substring(colon)));
  }

  @Override
  public int compareTo(Service other) {
    return ORDER.compare(this, other);
  }
}
