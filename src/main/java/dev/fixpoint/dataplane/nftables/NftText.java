// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.nftables.NftChange.Start;
import java.util.List;

/// The language of nft, as we write it. Pure. Only numbers, addresses and words of this package
/// reach a script, never text of a user or of the kernel.
final class NftText {

  private NftText() {}

  /// The script that makes `change`, but for elements that it removes: only a new table has some in
  /// its script, and that removes none (see [NftChange#ofChains]). Chains come before the elements
  /// that go to them, and go after.
  static String render(NftChange change) {
    var out = new StringBuilder();
    var table = change.family().table();
    if (change.start() != Start.KEPT) {
      // add, so that delete finds a table: `destroy` needs kernel 6.3 and nft 1.0.7
      out.append("add table ").append(table).append('\n');
      out.append("delete table ").append(table).append('\n');
      out.append("add table ").append(table).append('\n');
      for (var set : NftSkeleton.SETS) {
        out.append("add ").append(set.isMap() ? "map " : "set ").append(table).append(' ');
        out.append(set.name()).append(" { ");
        set.declaration(change.family()).forEach(line -> out.append(line).append("; "));
        out.append("}\n");
      }
    }
    chains(out, change, table);
    elements(out, table, change.added());
    for (var chain : change.obsolete()) {
      out.append("delete chain ").append(table).append(' ').append(chain).append('\n');
    }
    return out.toString();
  }

  private static void chains(StringBuilder out, NftChange change, String table) {
    change
        .chains()
        .forEach(
            (name, lines) -> {
              out.append("add chain ").append(table).append(' ').append(name);
              if (NftSkeleton.isHook(lines)) {
                out.append(" { ").append(lines.getFirst()).append(" }");
              }
              out.append('\n');
              out.append("flush chain ").append(table).append(' ').append(name).append('\n');
            });
    change
        .chains()
        .forEach(
            (name, lines) -> {
              for (var rule : NftSkeleton.rules(lines)) {
                out.append("add rule ").append(table).append(' ').append(name);
                out.append(' ').append(rule).append('\n');
              }
            });
  }

  /// One command for each set: a large table is not to become as many commands.
  ///
  /// @param elements those of one set in a row
  private static void elements(StringBuilder out, String table, List<Element<?, ?>> elements) {
    NftSet<?, ?> set = null;
    for (var element : elements) {
      if (element.set() != set) {
        out.append(set == null ? "" : " }\n");
        set = element.set();
        out.append("add element ").append(table).append(' ').append(set.name());
        out.append(" {\n\t");
      } else {
        out.append(",\n\t");
      }
      element.write(out);
    }
    out.append(set == null ? "" : " }\n");
  }

  /// The table as `nft -n list table` prints it, but in our order.
  static String list(NftTable table) {
    var out = new StringBuilder("table ").append(table.family().table()).append(" {\n");
    for (var set : NftSkeleton.SETS) {
      out.append('\t').append(set.title()).append(" {\n");
      set.declaration(table.family()).forEach(line -> out.append("\t\t").append(line).append('\n'));
      elements(out, table.elements().sorted(set));
      out.append("\t}\n\n");
    }
    table
        .chains()
        .forEach(
            (name, lines) -> {
              out.append("\tchain ").append(name).append(" {\n");
              lines.forEach(line -> out.append("\t\t").append(line).append('\n'));
              out.append("\t}\n\n");
            });
    out.setLength(out.length() - 1);
    return out.append("}\n").toString();
  }

  private static void elements(StringBuilder out, List<? extends Element<?, ?>> elements) {
    for (int i = 0; i < elements.size(); i++) {
      out.append(i == 0 ? "\t\telements = { " : ",\n\t\t\t     ");
      elements.get(i).write(out);
    }
    out.append(elements.isEmpty() ? "" : " }\n");
  }
}
