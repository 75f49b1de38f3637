// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.nftables.Type.Nothing;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Protocol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The constant part of the table: its maps, sets and chains. Besides, there is one chain for each
/// way in use to draw a slot ([Pick]). Pure. Written as `nft -n list table` of nft 1.0.6 prints
/// it, which is also valid input, so that one text serves to create and to compare.
///
/// A new connection takes this way: `prerouting` or `output` looks up how its frontend is drawn
/// for, `choose` goes to the chain that draws a slot so, and `translate` looks up the endpoint of
/// that slot. With affinity, that chain first asks `affinity` which endpoint the client had, and
/// `recall` goes there; else the slot leads to an endpoint's number (`draws`), which the client
/// keeps, and the number to the endpoint (`slots`).
///
/// A number travels as the packet's priority: nft 1.0.6 takes no `numgen` inside a concatenation.
/// Not as the mark, which belongs to CNIs and kube-proxy; the kernel sets the priority of a
/// forwarded packet anew.
///
/// Before that, a frontend with a rule of access has its client looked up in chain `admit`: still
/// by the virtual address and the port of the service.
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

  /// Where the connections to a frontend go that drew this number.
  static final NftSet<Slot, Endpoint> SLOTS = NftSet.map("slots", Type.SLOT, Type.ENDPOINT);

  /// With affinity: the number of the endpoint that a slot gives, for clients to remember.
  static final NftSet<Slot, Integer> DRAWS = NftSet.map("draws", Type.SLOT, Type.NUMBER);

  /// Which number a client remembers.
  static final NftSet<Slot, Integer> AFFINITY =
      NftSet.map("affinity", Type.CLIENT, Type.NUMBER)
          .with("size 65536", "flags dynamic,timeout")
          .filledByPackets();

  /// How a connection draws a slot, as [Pick] numbers it; 0 to refuse it.
  static final NftSet<Frontend, Integer> VIPS = NftSet.map("vips", Type.FRONTEND, Type.NUMBER);

  /// The chain that draws in this way; for 0 the one that refuses.
  static final NftSet<Integer, String> PICKS = NftSet.map("picks", Type.NUMBER, Type.GOTO);

  /// On these addresses a port without a frontend is refused.
  static final NftSet<Ip, Nothing> ADDRESSES = NftSet.set("addresses", Type.ADDRESS);

  /// Pods of this node that may reach themselves.
  static final NftSet<Ip, Nothing> HAIRPIN = NftSet.set("hairpin", Type.TWICE);

  /// Addresses that are dropped unless they have a frontend.
  static final NftSet<IpRange, Nothing> GUARDED =
      NftSet.set("guarded", Type.RANGE).with("flags interval");

  /// As [#VIPS], for clients outside; [#DROP] to drop them.
  static final NftSet<Frontend, Integer> OUTER = NftSet.map("outer", Type.OUTSIDE, Type.NUMBER);

  /// On these addresses clients outside are refused at a port without a frontend for them.
  static final NftSet<Ip, Nothing> EDGE = NftSet.set("edge", Type.ADDRESS);

  /// Frontends at addresses of the node itself.
  static final NftSet<Frontend, Nothing> NODE_PORTS = NftSet.set("nodeports", Type.FRONTEND);

  /// Interfaces that lead to other machines.
  static final NftSet<String, Nothing> UPLINKS = NftSet.set("uplinks", Type.INTERFACE);

  /// Sources that are never outside.
  static final NftSet<IpRange, Nothing> CLUSTER =
      NftSet.set("cluster", Type.RANGE).with("flags interval");

  /// Which policy a frontend has: the number of its rule of access.
  static final NftSet<Frontend, Integer> GUARDS = NftSet.map("guards", Type.FRONTEND, Type.NUMBER);

  /// As [#GUARDS], for clients outside.
  static final NftSet<Frontend, Integer> OUTER_GUARDS =
      NftSet.map("outerguards", Type.OUTSIDE, Type.NUMBER);

  /// Clients that a policy admits.
  static final NftSet<Admitted, Nothing> CLIENTS =
      NftSet.set("clients", Type.ADMITTED).removedLate();

  /// Ranges of clients that a policy admits.
  static final NftSet<AdmittedRange, Nothing> RANGES =
      NftSet.set("ranges", Type.ADMITTED_RANGE).with("flags interval").removedLate();

  /// Policies that drop whom they do not admit; the others refuse.
  static final NftSet<Integer, Nothing> DROPS = NftSet.set("drops", Type.NUMBER).removedLate();

  /// Frontends whose clients are remembered, with how many connections were admitted.
  static final NftSet<Frontend, Nothing> ALLOWANCES =
      NftSet.set("allowances", Type.FRONTEND).with("counter");

  /// The same, with how many were not.
  static final NftSet<Frontend, Nothing> DENIALS =
      NftSet.set("denials", Type.FRONTEND).with("counter");

  /// For how long a client is remembered after its last connection, in seconds.
  static final int MEMORY_SECONDS = 3600;

  /// Clients that were admitted, with how often: as many as fit.
  static final NftSet<Ip, Nothing> ALLOWED = contacts("allowed");

  /// Clients that were not.
  static final NftSet<Ip, Nothing> DENIED = contacts("denied");

  private static NftSet<Ip, Nothing> contacts(String name) {
    return NftSet.set(name, Type.CONTACT)
        .with("size 4096", "flags dynamic,timeout", "counter", "timeout " + MEMORY_SECONDS + "s")
        .filledByPackets();
  }

  /// How many connections went where a slot leads, of the slots that were in use of late. Where
  /// there are more than fit, some are not counted.
  static final NftSet<Slot, Nothing> SERVED =
      NftSet.set("served", Type.SLOT)
          .with("size 65536", "flags dynamic,timeout", "counter", "timeout " + MEMORY_SECONDS + "s")
          .filledByPackets();

  /// All of them, in the order of their creation.
  static final List<NftSet<?, ?>> SETS =
      List.of(
          SLOTS,
          DRAWS,
          AFFINITY,
          VIPS,
          PICKS,
          ADDRESSES,
          HAIRPIN,
          GUARDED,
          OUTER,
          EDGE,
          NODE_PORTS,
          UPLINKS,
          CLUSTER,
          GUARDS,
          OUTER_GUARDS,
          CLIENTS,
          RANGES,
          DROPS,
          ALLOWANCES,
          DENIALS,
          ALLOWED,
          DENIED,
          SERVED);

  /// In place of the number of a [Pick]: drop the connection. No pick has it.
  static final int DROP = 0xc000_0000;

  static final String DISCARD = "discard";

  static final String REFUSE = "refuse";

  private static final Pattern COMES_AND_GOES =
      Pattern.compile("(pick|turn|hash)-[0-9]+(-[0-9]+|-keep-[0-9]+)?");

  private NftSkeleton() {}

  /// Chain → its lines, such that each chain comes after those it goes to.
  ///
  /// @param variable the chains that come and go
  static Map<String, List<String>> chains(NftFamily family, Map<String, List<String>> variable) {
    var chains = new LinkedHashMap<String, List<String>>();
    chains.put(REFUSE, List.of("reject with tcp reset", "reject"));
    chains.put(DISCARD, List.of("drop"));
    chains.put("side", List.of(fromOutside(family) + "meta priority set meta priority | 1:0"));
    chains.put("note", List.of(remember(family, ALLOWANCES, ALLOWED)));
    chains.put("admit", admit(family));
    chains.put("translate", translate(family));
    chains.put(
        "number",
        List.of(
            "jump side",
            "meta priority set %s . meta priority map @draws".formatted(frontend(family))));
    chains.put("recall", recall(family));
    chains.putAll(variable);
    chains.put("choose", List.of("meta priority vmap @picks", "goto translate"));
    chains.put("outside", outside(family));
    chains.put("inside", inside(family));
    chains.put("prerouting", prerouting(family));
    chains.put("output", List.of(hook("output"), "goto inside"));
    chains.put("return-path", returnPath(family));
    chains.put("postrouting", postrouting(family));
    return chains;
  }

  /// Whether a chain of this name is one that comes and goes.
  static boolean comesAndGoes(String chain) {
    return COMES_AND_GOES.matcher(chain).matches();
  }

  /// The rules that let a client keep its endpoint. A number whose endpoint has left is forgotten,
  /// since an update changes no number that is there.
  ///
  /// @param draw the rule that draws anew
  static List<String> keep(NftFamily family, int seconds, String draw) {
    var update =
        "update @affinity { %s timeout %ds : meta priority }".formatted(client(family), seconds);
    return List.of(
        "meta priority set %s map @affinity %s jump recall".formatted(client(family), update),
        draw,
        "jump number",
        update);
  }

  private static List<String> recall(NftFamily family) {
    return List.of(
        "jump side",
        count(family),
        translation(family),
        "delete @affinity { %s : meta priority }".formatted(client(family)));
  }

  /// Of IPv6 addresses the last 32 bits: a longer key is written over by nft 1.0.6 in an update.
  /// Clients who agree in these share an endpoint.
  private static String client(NftFamily family) {
    return family == NftFamily.IPV4
        ? "ip saddr . " + frontend(family)
        : "@nh,160,32 . @nh,288,32 . meta l4proto . th dport";
  }

  /// The kernel commits a transaction at one instant, but a packet asks once per look-up what is
  /// in force: one that learnt there are three slots just before the last of them left finds
  /// nothing. Slot 0 is there before and after, so it is where a miss goes.
  private static List<String> translate(NftFamily family) {
    var translate = translation(family);
    return List.of(
        "jump side",
        count(family),
        translate,
        "meta priority set none",
        "jump side",
        translate,
        "goto refuse");
  }

  private static String count(NftFamily family) {
    return "update @served { " + frontend(family) + " . meta priority }";
  }

  private static String remember(
      NftFamily family, NftSet<Frontend, Nothing> which, NftSet<Ip, Nothing> where) {
    return "%1$s @%2$s update @%3$s { %4$s saddr . %1$s }"
        .formatted(frontend(family), which.name(), where.name(), family.word());
  }

  /// Returns for a client that the policy admits.
  private static List<String> admit(NftFamily family) {
    return List.of(
        "meta priority . " + family.word() + " saddr @clients goto note",
        "meta priority . " + family.word() + " saddr @ranges goto note",
        remember(family, DENIALS, DENIED),
        "meta priority @drops drop",
        "goto refuse");
  }

  private static String translation(NftFamily family) {
    return "dnat %s to %s . meta priority map @slots".formatted(family.word(), frontend(family));
  }

  /// The start of a rule for packets that a client outside the cluster has sent: they come from
  /// another machine. Those of the node itself come from nowhere, in the output hook.
  private static String fromOutside(NftFamily family) {
    return "iifname @uplinks %s saddr != @cluster ".formatted(family.word());
  }

  private static List<String> prerouting(NftFamily family) {
    return List.of(hook("prerouting"), fromOutside(family) + "goto outside", "goto inside");
  }

  private static String hook(String hook) {
    return "type nat hook " + hook + " priority -110; policy accept;";
  }

  private static List<String> outside(NftFamily family) {
    return List.of(
        "meta priority set " + frontend(family) + " map @outerguards jump admit",
        "meta priority set " + frontend(family) + " map @outer goto choose",
        family.word() + " daddr @edge goto refuse",
        family.word() + " daddr @addresses drop",
        family.word() + " daddr @guarded drop");
  }

  private static List<String> inside(NftFamily family) {
    return List.of(
        "meta priority set " + frontend(family) + " map @guards jump admit",
        "meta priority set " + frontend(family) + " map @vips goto choose",
        family.word() + " daddr @addresses goto refuse",
        family.word() + " daddr @guarded drop");
  }

  /// A pod that drew itself would get its own address as the source, and answer past us. So would
  /// a pod on another node, to a client that sent its packets here.
  private static List<String> postrouting(NftFamily family) {
    return List.of(
        "type nat hook postrouting priority 90; policy accept;",
        "ct status 0x20 %1$s saddr . %1$s daddr @hairpin masquerade fully-random"
            .formatted(family.word()),
        "ct status 0x20 iifname @uplinks %1$s daddr . %1$s daddr != @hairpin goto return-path"
            .formatted(family.word()));
  }

  /// For what we have translated, and not others. nft 1.0.6 knows the type of the port only in a
  /// rule that names the protocol.
  private static List<String> returnPath(NftFamily family) {
    var rules = new ArrayList<String>();
    rules.add("ct original %s daddr @addresses masquerade fully-random".formatted(family.word()));
    for (var protocol : Protocol.values()) {
      rules.add(
          "ct protocol %d ct original %s daddr . ct protocol . ct original proto-dst @nodeports "
                  .formatted(protocol.number(), family.word())
              + "masquerade fully-random");
    }
    return rules;
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
