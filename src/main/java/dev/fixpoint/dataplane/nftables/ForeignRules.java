// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Of all that a kernel's nftables hold, what can end a packet's way and is not ours: chains of
/// others with rules that drop or reject, or with the policy to drop. Those of iptables are among
/// them where that is `iptables-nft`. Verdicts in maps are not seen.
///
/// In the form of `nft -n list ruleset`, with the other lines left out. Pure; needs no more memory
/// than one chain.
public final class ForeignRules {
  private static final Pattern NAMES = Pattern.compile("\"[^\"]*\"|\\b(jump|goto) \\S+");
  private static final Pattern ENDS = Pattern.compile("\\b(drop|reject)\\b");
  private static final String TABLE = "table ";
  private static final String CHAIN = "\tchain ";
  private static final String END = "\t}";

  private String table = "";
  private boolean isOpen;
  private boolean inChain;
  private final List<String> chain = new ArrayList<>();

  private ForeignRules() {}

  /// The command whose lines [#of] takes.
  public static List<List<String>> listings() {
    return List.of(List.of("nft", "-n", "list", "ruleset"));
  }

  public static Stream<String> of(Stream<String> listing) {
    var rules = new ForeignRules();
    return listing.sequential().mapMulti(rules::take);
  }

  private void take(String line, Consumer<String> out) {
    if (line.startsWith(TABLE)) {
      table = line;
    } else if (line.equals("}")) {
      if (isOpen) {
        out.accept(line);
      }
      isOpen = false;
    } else if (line.startsWith(CHAIN)) {
      inChain = Stream.of(NftFamily.values()).noneMatch(this::isTableOf);
      chain.clear();
      chain.add(line);
    } else if (inChain && line.equals(END)) {
      inChain = false;
      if (chain.stream().anyMatch(ForeignRules::ends)) {
        give(out);
      }
    } else if (inChain && (ends(line) || line.strip().startsWith("type "))) {
      chain.add(line);
    }
  }

  private boolean isTableOf(NftFamily family) {
    return table.equals(TABLE + family.table() + " {");
  }

  private void give(Consumer<String> out) {
    if (!isOpen) {
      out.accept(table);
      isOpen = true;
    }
    chain.forEach(out);
    out.accept(END);
  }

  private static boolean ends(String line) {
    return !line.startsWith(CHAIN) && ENDS.matcher(NAMES.matcher(line).replaceAll("")).find();
  }
}
