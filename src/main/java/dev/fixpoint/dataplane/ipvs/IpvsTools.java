// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.dataplane.Contact;
import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.ipset.IpSet;
import dev.fixpoint.dataplane.ipset.Records;
import dev.fixpoint.dataplane.process.Command;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;

/// Speaks to the kernel: by ipvsadm, ipset, iptables and ip, and by files of `/proc/sys`. In the
/// network namespace of the thread that calls it.
final class IpvsTools {

  static final Command TOOL = new Command("ipvs", Duration.ofMinutes(2));

  /// As many services are asked for one by one, and more all at once.
  private static final int FEW = 4;

  private static final IpSet SETS = new IpSet(TOOL);

  /// Empty, or `-legacy` where this kernel has no nf_tables under iptables.
  private final String variant;

  private IpvsTools(String variant) {
    this.variant = variant;
  }

  /// @throws DataplaneException if the kernel has no IPVS, or a tool is missing
  static IpvsTools open() throws DataplaneException {
    Settings.load();
    for (var variant : List.of("", "-legacy")) {
      try {
        if (TOOL.run(List.of("iptables" + variant + "-save", "-t", "nat"), "").status() == 0) {
          return new IpvsTools(variant);
        }
      } catch (DataplaneException notInstalled) {
        continue;
      }
    }
    throw new DataplaneException(
        "ipvs: neither iptables nor iptables-legacy works on this kernel: load the module"
            + " iptable_nat or nft_compat, or set agent.backend to nftables");
  }

  private String iptables(Family family, String which) {
    return (family == Family.IPV4 ? "iptables" : "ip6tables") + variant + which;
  }

  Observed observe() throws DataplaneException {
    var chains = new EnumMap<Family, Map<String, List<String>>>(Family.class);
    var routed = new HashSet<Ip>();
    for (var family : Family.values()) {
      chains.put(family, SavedChains.parse(TOOL.output(List.of(iptables(family, "-save")), "")));
      routed.addAll(Device.addresses(family));
    }
    return Observed.of(
        Sets.parse(SETS.save()), IpvsText.parse(ipvsadm("", "-S", "-n")), routed, chains);
  }

  void apply(Change change) throws DataplaneException {
    ipset(change.sets());
    for (var family : change.rules().keySet()) {
      TOOL.output(
          List.of(iptables(family, "-restore"), "--noflush", "-w", "10"),
          change.rules().get(family));
    }
    restore(change.services());
    ipset(change.admissions());
    for (var family : Family.values()) {
      Device.route(family, change.routes(family, true), change.routes(family, false));
    }
    restore(change.ended());
    ipset(change.leavings());
  }

  private static void ipset(List<String> lines) throws DataplaneException {
    SETS.restore(lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
  }

  /// Who is in these sets. What has been forgotten is removed from them.
  List<Contact> contacts(Records records) throws DataplaneException {
    return SETS.contacts(records);
  }

  private static void restore(List<String> lines) throws DataplaneException {
    if (!lines.isEmpty()) {
      ipvsadm(String.join("\n", lines) + "\n", "-R");
    }
  }

  /// It ends with status 0 whatever became of the lines: its words tell.
  private static String ipvsadm(String input, String... arguments) throws DataplaneException {
    var line = new ArrayList<>(List.of("ipvsadm"));
    line.addAll(Arrays.asList(arguments));
    var result = TOOL.run(line, input);
    if (result.status() != 0 || !result.errors().isBlank()) {
      throw new DataplaneException("ipvs: ipvsadm: " + result.words());
    }
    return result.output();
  }

  /// The active and inactive connections of each server.
  ///
  /// @param services which ones; where they are many, all are listed at once
  Map<Service, SortedMap<Server, Long>> connections(Collection<Service> services)
      throws DataplaneException {
    var list = new StringBuilder();
    if (services.size() > FEW) {
      list.append(ipvsadm("", "-L", "-n"));
    }
    for (var service : services.size() > FEW ? List.<Service>of() : services) {
      list.append(ipvsadm("", listing(service)));
    }
    return IpvsText.of(services, IpvsText.figures(list.toString(), 2, 3));
  }

  private static String[] listing(Service service) {
    return ("-L -n " + service.option()).split(" ");
  }

  /// Which of these services there are already.
  Set<Service> present(Collection<Service> services) throws DataplaneException {
    if (services.size() > FEW) {
      return IpvsText.of(services, IpvsText.parse(ipvsadm("", "-S", "-n"))).keySet();
    }
    var list = new StringBuilder();
    for (var service : services) {
      var line = Stream.concat(Stream.of("ipvsadm"), Stream.of(listing(service))).toList();
      list.append(TOOL.run(line, "").output());
    }
    return IpvsText.of(services, IpvsText.figures(list.toString(), 0)).keySet();
  }

  /// How many connections each server has had.
  Map<Service, SortedMap<Server, Long>> counters(Collection<Service> services)
      throws DataplaneException {
    var list = ipvsadm("", "-L", "-n", "--stats", "--exact");
    return IpvsText.of(services, IpvsText.figures(list, 0));
  }
}
