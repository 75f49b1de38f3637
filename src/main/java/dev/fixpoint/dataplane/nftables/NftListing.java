// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.DataplaneException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads one listing, line by line, and elements by [ElementScanner]. What is well-formed but not
/// ours is noted as strange; what breaks off or has another shape is an error.
final class NftListing {

  private static final String ELEMENTS = "\t\telements = { ";

  private final NftFamily family;
  private final String text;
  private final Map<String, NftSet<?, ?>> missing = new LinkedHashMap<>();
  private final Map<String, List<String>> chains = new LinkedHashMap<>();
  private final Elements elements = new Elements();
  private final List<String> strange = new ArrayList<>();
  private int at;

  NftListing(NftFamily family, String text) {
    this.family = family;
    this.text = text;
    NftSkeleton.SETS.forEach(set -> missing.put(set.title(), set));
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
    return new NftTable(family, chains, elements, strange);
  }

  private void block(String title) throws DataplaneException {
    var set = missing.remove(title);
    if (title.startsWith("chain ")) {
      var lines = new ArrayList<String>();
      for (var line = line(); !line.equals("\t}"); line = line()) {
        lines.add(line.strip());
      }
      chains.put(title.substring("chain ".length()), lines);
    } else if (set != null && isDeclared(set)) {
      set(set);
    } else {
      strange.add(title);
      skip();
    }
  }

  /// Reads the lines of a declaration as far as they are those of `set`.
  private boolean isDeclared(NftSet<?, ?> set) throws DataplaneException {
    for (var declared : set.declaration(family)) {
      if (!peek("\t\t" + declared + "\n")) {
        return false;
      }
      line();
    }
    return true;
  }

  private void skip() throws DataplaneException {
    while (!line().equals("\t}")) {
      // a line of an object that is not ours
    }
  }

  private <K extends Comparable<? super K>, V> void set(NftSet<K, V> set)
      throws DataplaneException {
    for (int start = at; ; start = at) {
      var line = peek(ELEMENTS) ? "" : line();
      if (line.equals("\t}")) {
        return;
      }
      if (line.isEmpty()) {
        var scanner = new ElementScanner(text, start + ELEMENTS.length());
        scanner.each(
            () -> {
              var key = set.key().read(scanner);
              var in = set.isMap() ? scanner.colon() : scanner;
              elements.put(set, key, set.value().read(in));
            },
            set.isFilledByPackets() ? new ArrayList<>() : strange);
        at = scanner.position();
        line();
      } else {
        strange.add(set.title() + ": " + line.strip());
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
