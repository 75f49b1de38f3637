// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.DataplaneException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads our table of one family in what `nft -n -t list ruleset` prints, line by line: chains, and
/// how sets are declared. What is well-formed but not ours is noted as strange; what breaks off or
/// has another shape is an error.
///
/// Of all listings of nft 1.0.6 that one alone does not read the elements of every set: with
/// 500,000 of them a listing of the tables' names takes half a minute.
final class NftListing {

  /// Where the elements of sets come from.
  interface Sets {
    /// @param into gets the elements
    /// @param strange gets a word for each that is not ours
    <K extends Comparable<? super K>, V> void read(
        NftFamily family, NftSet<K, V> set, Elements into, List<String> strange)
        throws DataplaneException;
  }

  private final NftFamily family;
  private final Sets sets;
  private final String text;
  private final Map<String, NftSet<?, ?>> missing = new LinkedHashMap<>();
  private final Map<String, List<String>> chains = new LinkedHashMap<>();
  private final Elements elements = new Elements();
  private final List<String> strange = new ArrayList<>();
  private int at;

  private NftListing(NftFamily family, String text, int start, Sets sets) {
    this.family = family;
    this.text = text;
    this.at = start;
    this.sets = sets;
    NftSkeleton.SETS.forEach(set -> missing.put(set.title(), set));
  }

  /// @param ruleset all tables of the namespace
  /// @param sets asked only where the table is there
  /// @throws DataplaneException if it is not such a listing, or the table is not there to its end
  static NftTable parse(NftFamily family, String ruleset, Sets sets) throws DataplaneException {
    if (!ruleset.isEmpty() && !ruleset.startsWith("table ")) {
      throw new DataplaneException("nftables: unexpected start of the listing of all tables");
    }
    if (!ruleset.isEmpty() && !ruleset.endsWith("}\n")) {
      throw new DataplaneException("nftables: the listing of all tables breaks off");
    }
    int start = startOf(family, ruleset);
    return start < 0
        ? NftTable.absent(family)
        : new NftListing(family, ruleset, start, sets).parse();
  }

  /// Whether the family's table is there.
  static boolean has(NftFamily family, String ruleset) {
    return startOf(family, ruleset) >= 0;
  }

  /// Where the line behind the table's first begins; -1 without such a table.
  private static int startOf(NftFamily family, String ruleset) {
    var first = "table " + family.table() + " {\n";
    if (ruleset.startsWith(first)) {
      return first.length();
    }
    int before = ruleset.indexOf("\n" + first);
    return before < 0 ? -1 : before + 1 + first.length();
  }

  private NftTable parse() throws DataplaneException {
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

  /// Its elements are not in the text.
  private void set(NftSet<?, ?> set) throws DataplaneException {
    if (!set.isFilledByPackets()) {
      sets.read(family, set, elements, strange);
    }
    for (var line = line(); !line.equals("\t}"); line = line()) {
      strange.add(set.title() + ": " + line.strip());
    }
  }

  private boolean peek(String start) {
    return text.startsWith(start, at);
  }

  private String line() throws DataplaneException {
    int end = text.indexOf('\n', at);
    if (end < 0) {
      throw new DataplaneException(
          "nftables: the listing of table " + family.table() + " breaks off");
    }
    var line = text.substring(at, end);
    at = end + 1;
    return line;
  }
}
