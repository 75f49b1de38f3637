// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The constant part of the table: five maps and sets, six chains, and a chain for each number of
/// slots in use. Pure. Written as `nft -n list table` of nft 1.0.6 prints it, which is also valid
/// input, so that one text serves to create and to compare.
///
/// A new connection takes this way: `prerouting` or `output` looks up how many slots its frontend
/// has, `choose` goes to the chain that draws one of so many, and `translate` looks up the
/// endpoint of that slot. The number travels as the packet's priority: nft 1.0.6 takes no
/// `numgen` inside a concatenation. Not as the mark, which belongs to CNIs and kube-proxy; the
/// kernel sets the priority of a forwarded packet anew.
///
/// Where the maps are used is what keeps a change from costing more with every frontend (measured
/// on kernel 6.18): for each verdict added, the kernel walks all verdict maps in reach of a hook,
/// so `vips` holds numbers and only the small `picks` holds verdicts; for each chain that comes to
/// use a map, it walks that map, so `slots` is used by one chain for good.
///
/// The chains of type nat see the first packet of a connection only, whatever was there before us.
/// The kernel runs all nat chains of a hook at its NAT step in the order of their priorities, and
/// the first that translates wins: at -110 ours come before kube-proxy's and the iptables
/// backends' (-100), which then leave the connection alone. Chains of type filter below -100 (raw,
/// mangle) run before ours and still see the virtual address; those above see the endpoint.
///
/// `reject` in a nat chain at prerouting needs kernel 5.9; it drops the packet before conntrack
/// confirms it, so that nothing is left behind. TCP by reset: Linux takes an ICMP error to a SYN
/// for a soft one while it sends, and would wait a second.
final class NftSkeleton {

  static final String SLOTS = "slots";
  static final String VIPS = "vips";
  static final String PICKS = "picks";
  static final String ADDRESSES = "addresses";
  static final String HAIRPIN = "hairpin";

  private NftSkeleton() {}

  /// `map slots` → its type, for all maps and sets.
  static Map<String, String> sets(NftFamily family) {
    var address = family.addressType();
    var key = address + " . inet_proto . inet_service";
    var sets = new LinkedHashMap<String, String>();
    sets.put("map slots", key + " . classid : " + address + " . inet_service");
    sets.put("map vips", key + " : classid");
    sets.put("map picks", "classid : verdict");
    sets.put("set addresses", address);
    sets.put("set hairpin", address + " . " + address);
    return sets;
  }

  /// Chain → its lines, such that each chain comes after those it goes to.
  static Map<String, List<String>> chains(NftFamily family, Collection<Integer> picks) {
    var chains = new LinkedHashMap<String, List<String>>();
    chains.put("refuse", List.of("reject with tcp reset", "reject"));
    chains.put("translate", translate(family));
    for (int slots : picks) {
      if (slots > 0) {
        chains.put(pick(slots), draw(slots));
      }
    }
    chains.put("choose", List.of("meta priority vmap @picks", "goto translate"));
    chains.put("prerouting", dispatch(family, "prerouting"));
    chains.put("output", dispatch(family, "output"));
    chains.put("postrouting", postrouting(family));
    return chains;
  }

  /// The chain that draws one of so many slots; without any, the one that refuses.
  static String pick(int slots) {
    return slots == 0 ? "refuse" : "pick-" + slots;
  }

  static List<String> draw(int slots) {
    return List.of("meta priority set numgen random mod " + slots, "goto translate");
  }

  /// The kernel commits a transaction at one instant, but a packet asks once per look-up what is
  /// in force: one that learnt there are three slots just before the last of them left finds
  /// nothing. Slot 0 is there before and after, so it is where a miss goes.
  private static List<String> translate(NftFamily family) {
    var translate =
        "dnat %s to %s . meta priority map @slots".formatted(family.word(), frontend(family));
    return List.of(translate, "meta priority set none", translate, "goto refuse");
  }

  private static List<String> dispatch(NftFamily family, String hook) {
    return List.of(
        "type nat hook " + hook + " priority -110; policy accept;",
        "meta priority set " + frontend(family) + " map @vips goto choose",
        family.word() + " daddr @addresses goto refuse");
  }

  /// A pod that drew itself would get its own address as the source, and answer past us.
  private static List<String> postrouting(NftFamily family) {
    return List.of(
        "type nat hook postrouting priority 90; policy accept;",
        "ct status 0x20 %1$s saddr . %1$s daddr @hairpin masquerade fully-random"
            .formatted(family.word()));
  }

  private static String frontend(NftFamily family) {
    return family.word() + " daddr . meta l4proto . th dport";
  }

  /// Whether the first line says at which hook the chain is.
  static boolean isHook(List<String> lines) {
    return !lines.isEmpty() && lines.getFirst().startsWith("type ");
  }

  static List<String> rules(List<String> lines) {
    return isHook(lines) ? lines.subList(1, lines.size()) : lines;
  }

  /// Whether a chain does what ours does, however this version of nft spells it.
  static boolean same(List<String> listed, List<String> ours) {
    return normal(listed).equals(normal(ours));
  }

  /// Versions differ in how they print what a rule implies: nft 1.0.6 leaves out the protocol in
  /// front of a reset and the default answer of a reject, and prints conntrack status as a number.
  private static List<String> normal(List<String> lines) {
    var normal = new ArrayList<String>(lines.size());
    for (var line : lines) {
      normal.add(
          line.replaceFirst("^meta l4proto (tcp|6) reject", "reject")
              .replaceFirst("^reject with icmp(v6)? (type )?port-unreachable$", "reject")
              .replaceFirst("^ct status dnat ", "ct status 0x20 "));
    }
    return normal;
  }
}
