// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.vip.Ip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads one listing, line by line, and elements by [ElementScanner]. What is well-formed but not
/// ours is noted as strange; what breaks off or has another shape is an error.
final class NftListing {

  private final NftFamily family;
  private final String text;
  private final Map<String, String> missing;
  private final Map<String, List<String>> chains = new LinkedHashMap<>();
  private final Map<Frontend, Integer> vips = new HashMap<>();
  private final Map<Frontend, SortedMap<Integer, Endpoint>> slots = new HashMap<>();
  private final Set<Integer> picks = new HashSet<>();
  private final Set<Ip> addresses = new HashSet<>();
  private final Set<Ip> hairpin = new HashSet<>();
  private final List<String> strange = new ArrayList<>();
  private int at;

  NftListing(NftFamily family, String text) {
    this.family = family;
    this.text = text;
    this.missing = NftSkeleton.sets(family);
  }

  NftTable parse() throws DataplaneException {
    if (!line().equals("table " + family.table() + " {")) {
      throw new DataplaneException("nftables: unexpected start of the listing of " + table());
    }
    for (var line = line(); !line.equals("}"); line = line()) {
      var block = line.strip();
      if (block.endsWith(" {")) {
        block(block.substring(0, block.length() - 2));
      } else if (!block.isEmpty()) {
        strange.add(block);
      }
    }
    missing.keySet().forEach(set -> strange.add(set + " is missing"));
    return new NftTable(family, chains, vips, slots, picks, addresses, hairpin, strange);
  }

  private void block(String title) throws DataplaneException {
    var type = missing.remove(title);
    if (title.startsWith("chain ")) {
      var lines = new ArrayList<String>();
      for (var line = line(); !line.equals("\t}"); line = line()) {
        lines.add(line.strip());
      }
      chains.put(title.substring("chain ".length()), lines);
    } else if (type != null && line().equals("\t\ttype " + type)) {
      set(title);
    } else {
      strange.add(title);
      skip();
    }
  }

  private void skip() throws DataplaneException {
    while (!line().equals("\t}")) {
      // a line of an object that is not ours
    }
  }

  private void set(String title) throws DataplaneException {
    for (int start = at; ; start = at) {
      var line = peek("\t\telements = { ") ? "" : line();
      if (line.equals("\t}")) {
        return;
      }
      if (line.isEmpty()) {
        var scanner = new ElementScanner(text, start + "\t\telements = { ".length());
        scanner.each(() -> element(title, scanner), strange);
        at = scanner.position();
        line();
      } else {
        strange.add(title + ": " + line.strip());
      }
    }
  }

  private void element(String title, ElementScanner scanner) throws ElementScanner.Strange {
    switch (title.substring(title.indexOf(' ') + 1)) {
      case NftSkeleton.SLOTS -> {
        var frontend = scanner.frontend();
        int index = scanner.dot().classid();
        var endpoint = scanner.colon().endpoint();
        slots.computeIfAbsent(frontend, _ -> new TreeMap<>()).put(index, endpoint);
      }
      case NftSkeleton.VIPS -> {
        var frontend = scanner.frontend();
        vips.put(frontend, scanner.colon().classid());
      }
      case NftSkeleton.PICKS -> {
        int slots = scanner.classid();
        scanner.colon().expect("goto " + NftSkeleton.pick(slots));
        picks.add(slots);
      }
      case NftSkeleton.ADDRESSES -> addresses.add(scanner.ip());
      default -> {
        var ip = scanner.ip();
        if (!scanner.dot().ip().equals(ip)) {
          throw new ElementScanner.Strange();
        }
        hairpin.add(ip);
      }
    }
  }

  private boolean peek(String start) {
    return text.startsWith(start, at);
  }

  private String line() throws DataplaneException {
    int end = text.indexOf('\n', at);
    if (end < 0) {
      throw new DataplaneException("nftables: the listing of " + table() + " breaks off");
    }
    var line = text.substring(at, end);
    at = end + 1;
    return line;
  }

  private String table() {
    return "table " + family.table();
  }
}
