// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.Contact;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads the listing of a set of clients that packets have filled.
final class NftContacts {

  /// `10.1.0.2 . 10.96.0.1 . 6 . 80 counter packets 3 bytes 180 expires 59m58s120ms`
  private static final Pattern ELEMENT =
      Pattern.compile(
          "([0-9a-f.:]+) \\. ([0-9a-f.:]+) \\. ([0-9]{1,3}) \\. ([0-9]{1,5})"
              + " counter packets ([0-9]{1,18}) bytes [0-9]+"
              + "(?: timeout \\w+)?(?: expires (\\w+))?");

  private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ms|d|h|m|s)");

  private NftContacts() {}

  /// @param admitted whether it is the set of those who were
  static List<Contact> parse(String listing, boolean admitted) {
    var contacts = new ArrayList<Contact>();
    var element = ELEMENT.matcher(listing);
    while (element.find()) {
      var client = Ip.parse(element.group(1));
      var vip = Ip.parse(element.group(2));
      var protocol = protocol(Integer.parseInt(element.group(3)));
      int port = Integer.parseInt(element.group(4));
      if (client.isPresent() && vip.isPresent() && protocol.isPresent()) {
        var left = element.group(6) == null ? memory() : time(element.group(6));
        var ago = memory().minus(left);
        contacts.add(
            new Contact(
                new Frontend(vip.get(), protocol.get(), port),
                client.get(),
                admitted,
                Long.parseLong(element.group(5)),
                ago.isNegative() ? Duration.ZERO : ago));
      }
    }
    return contacts;
  }

  private static Duration memory() {
    return Duration.ofSeconds(NftSkeleton.MEMORY_SECONDS);
  }

  private static Optional<Protocol> protocol(int number) {
    return Stream.of(Protocol.values()).filter(p -> p.number() == number).findFirst();
  }

  /// `59m58s120ms`, or `3598s`
  private static Duration time(String text) {
    var sum = Duration.ZERO;
    var part = TIME.matcher(text);
    while (part.find()) {
      long number = Long.parseLong(part.group(1));
      sum =
          switch (part.group(2)) {
            case "d" -> sum.plusDays(number);
            case "h" -> sum.plusHours(number);
            case "m" -> sum.plusMinutes(number);
            case "s" -> sum.plusSeconds(number);
            default -> sum.plusMillis(number);
          };
    }
    return sum;
  }
}
