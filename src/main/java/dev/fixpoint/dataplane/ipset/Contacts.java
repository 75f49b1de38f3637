// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipset;

import dev.fixpoint.dataplane.Contact;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Who is in the two sets of [Records].
///
/// @param forgotten what `ipset restore` takes to remove the counters of clients whose time is over
record Contacts(List<Contact> contacts, String forgotten) {

  /// `add NAME 10.1.0.2,tcp:80,10.96.0.1 timeout 3599`, or with `packets 3 bytes 180`.
  private static final Pattern ELEMENT =
      Pattern.compile("add (\\S+) (\\S+) (?:timeout|packets) ([0-9]{1,18}).*");

  private static final Pattern KEY =
      Pattern.compile("([0-9a-f.:]+),(tcp|udp|sctp):([0-9]{1,5}),([0-9a-f.:]+)");

  /// @param listing what `ipset save` prints of both sets
  static Contacts read(Records records, String listing) {
    var seconds = new HashMap<String, Long>();
    var packets = new HashMap<String, Long>();
    for (var line : listing.lines().toList()) {
      var element = ELEMENT.matcher(line);
      if (element.matches()) {
        boolean isTime = element.group(1).equals(records.times());
        (isTime ? seconds : packets).put(element.group(2), Long.parseLong(element.group(3)));
      }
    }
    return new Contacts(
        contacts(records.admitted(), seconds, packets), forgotten(records, seconds, packets));
  }

  private static List<Contact> contacts(
      boolean admitted, Map<String, Long> seconds, Map<String, Long> packets) {
    var contacts = new ArrayList<Contact>();
    seconds.forEach(
        (key, left) ->
            contact(key, admitted, packets.getOrDefault(key, 1L), left).ifPresent(contacts::add));
    return contacts;
  }

  private static Optional<Contact> contact(
      String element, boolean admitted, long connections, long left) {
    var key = KEY.matcher(element);
    if (!key.matches()) {
      return Optional.empty();
    }
    var ago = Duration.ofSeconds(Math.max(0, Records.MEMORY_SECONDS - left));
    var protocol = Protocol.valueOf(key.group(2).toUpperCase(Locale.ROOT));
    int port = Integer.parseInt(key.group(3));
    return Ip.parse(key.group(1))
        .flatMap(
            client ->
                Ip.parse(key.group(4))
                    .map(address -> new Frontend(address, protocol, port))
                    .map(to -> new Contact(to, client, admitted, connections, ago)));
  }

  private static String forgotten(
      Records records, Map<String, Long> seconds, Map<String, Long> packets) {
    var script = new StringBuilder();
    packets.keySet().stream()
        .filter(key -> !seconds.containsKey(key))
        .sorted()
        .forEach(key -> script.append("del %s %s\n".formatted(records.counts(), key)));
    return script.toString();
  }
}
