// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.nftables.Element.Address;
import dev.fixpoint.dataplane.nftables.Element.Hairpin;
import dev.fixpoint.dataplane.nftables.Element.Pick;
import dev.fixpoint.dataplane.nftables.Element.Slot;
import dev.fixpoint.dataplane.nftables.Element.Vip;
import dev.fixpoint.forwarding.Frontend;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// The language of nft, both ways. Pure. Only numbers, addresses and words of this package reach a
/// script, never text of a user or of the kernel.
final class NftText {

  private NftText() {}

  /// The script that makes `change`. Chains come before the elements that go to them, and go after.
  static String render(NftChange change) {
    var out = new StringBuilder();
    var table = change.family().table();
    if (change.fresh()) {
      // add, so that delete finds a table: `destroy` needs kernel 6.3 and nft 1.0.7
      out.append("add table ").append(table).append('\n');
      out.append("delete table ").append(table).append('\n');
      out.append("add table ").append(table).append('\n');
      NftSkeleton.sets(change.family())
          .forEach(
              (set, type) -> {
                var words = set.split(" ");
                out.append("add ").append(words[0]).append(' ').append(table).append(' ');
                out.append(words[1]).append(" { type ").append(type).append("; }\n");
              });
    }
    chains(out, change, table);
    elements(out, "delete", table, change.removed());
    elements(out, "add", table, change.added());
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
  private static void elements(
      StringBuilder out, String verb, String table, List<Element> elements) {
    var bySet = elements.stream().collect(groupingBy(NftText::set, TreeMap::new, toList()));
    bySet.forEach(
        (set, members) -> {
          out.append(verb).append(" element ").append(table).append(' ').append(set);
          var separator = " {\n\t";
          for (var element : members) {
            out.append(separator);
            separator = ",\n\t";
            key(out, element);
            if (verb.equals("add")) {
              value(out, element);
            }
          }
          out.append(" }\n");
        });
  }

  private static String set(Element element) {
    return switch (element) {
      case Vip _ -> NftSkeleton.VIPS;
      case Slot _ -> NftSkeleton.SLOTS;
      case Pick _ -> NftSkeleton.PICKS;
      case Address _ -> NftSkeleton.ADDRESSES;
      case Hairpin _ -> NftSkeleton.HAIRPIN;
    };
  }

  private static void key(StringBuilder out, Element element) {
    switch (element) {
      case Vip(var frontend, _) -> frontend(out, frontend);
      case Slot(var frontend, var index, _) -> {
        frontend(out, frontend);
        out.append(" . ").append(classid(index));
      }
      case Pick(var slots) -> out.append(classid(slots));
      case Address(var ip) -> out.append(ip);
      case Hairpin(var ip) -> out.append(ip).append(" . ").append(ip);
    }
  }

  private static void value(StringBuilder out, Element element) {
    switch (element) {
      case Vip(_, var slots) -> out.append(" : ").append(classid(slots));
      case Pick(var slots) -> out.append(" : goto ").append(NftSkeleton.pick(slots));
      case Slot(_, _, var to) ->
          out.append(" : ").append(to.address()).append(" . ").append(to.port());
      case Address _, Hairpin _ -> {}
    }
  }

  private static void frontend(StringBuilder out, Frontend frontend) {
    out.append(frontend.address()).append(" . ").append(frontend.protocol().number());
    out.append(" . ").append(frontend.port());
  }

  /// A number as the kernel's type for a packet's priority is printed: upper and lower half, in
  /// hexadecimal; 0 is `none`.
  private static String classid(int number) {
    if (number == 0) {
      return "none";
    }
    return Integer.toHexString(number >>> 16) + ":" + Integer.toHexString(number & 0xffff);
  }

  /// The table as `nft -n list table` prints it, but in our order.
  static String list(NftTable table) {
    var out = new StringBuilder("table ").append(table.family().table()).append(" {\n");
    NftSkeleton.sets(table.family())
        .forEach(
            (set, type) -> {
              out.append('\t').append(set).append(" {\n\t\ttype ").append(type).append('\n');
              var elements = elements(table, set.substring(4));
              for (int i = 0; i < elements.size(); i++) {
                out.append(i == 0 ? "\t\telements = { " : ",\n\t\t\t     ");
                key(out, elements.get(i));
                value(out, elements.get(i));
              }
              out.append(elements.isEmpty() ? "\t}\n\n" : " }\n\t}\n\n");
            });
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

  private static List<Element> elements(NftTable table, String set) {
    var elements = new ArrayList<Element>();
    switch (set) {
      case NftSkeleton.VIPS ->
          table.vips().forEach((frontend, slots) -> elements.add(new Vip(frontend, slots)));
      case NftSkeleton.SLOTS ->
          table
              .slots()
              .forEach(
                  (frontend, slots) ->
                      slots.forEach((index, to) -> elements.add(new Slot(frontend, index, to))));
      case NftSkeleton.PICKS ->
          table.picks().stream().sorted().map(Pick::new).forEach(elements::add);
      case NftSkeleton.ADDRESSES ->
          table.addresses().stream().sorted().map(Address::new).forEach(elements::add);
      default -> table.hairpin().stream().sorted().map(Hairpin::new).forEach(elements::add);
    }
    return elements;
  }

  /// Undoes [#list].
  ///
  /// @throws DataplaneException if `listing` is not the listing of a table of ours from its start
  ///     to its end
  static NftTable parse(NftFamily family, String listing) throws DataplaneException {
    return new NftListing(family, listing).parse();
  }
}
