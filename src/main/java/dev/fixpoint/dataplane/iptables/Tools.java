// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.process.Command;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/// The tools of one kind: those that speak to nf_tables (`iptables-nft-restore`), those that speak
/// to the older ip_tables (`iptables-legacy-restore`), or the only ones there are.
final class Tools {
  private static final Logger LOG = Logger.getLogger(Tools.class);
  static final Command COMMAND = new Command("iptables", Duration.ofMinutes(2));

  /// How long others may hold the lock of the older tools.
  private static final String WAIT = "30";

  private static final List<String> KINDS = List.of("nft", "legacy");

  /// Chains by which the kubelet tells which kind a node uses (KEP-3178).
  private static final Set<String> HINTS = Set.of(":KUBE-IPTABLES-HINT", ":KUBE-KUBELET-CANARY");

  private final String infix;

  private Tools(String infix) {
    this.infix = infix;
  }

  /// All that are installed; those that this node uses come first, as kubernetes'
  /// iptables-wrapper finds them: where the kubelet's hint is, else where there are more rules,
  /// else the nft-based ones.
  ///
  /// @throws DataplaneException if there are none
  static List<Tools> installed() throws DataplaneException {
    var installed = all();
    if (installed.isEmpty()) {
      throw new DataplaneException(
          "iptables: there is no iptables-restore: install it, or set FIXPOINT_BACKEND to nftables");
    }
    if (installed.size() == 2 && installed.getLast().areUsedMoreThan(installed.getFirst())) {
      return installed.reversed();
    }
    return installed;
  }

  /// All that are installed, in no particular order.
  static List<Tools> all() {
    var kinds = KINDS.stream().map(kind -> new Tools("-" + kind)).filter(Tools::areThere).toList();
    return kinds.isEmpty() ? Stream.of(new Tools("")).filter(Tools::areThere).toList() : kinds;
  }

  /// As [#saved]; empty where the kernel has no tables of this family.
  Optional<Saved> savedIfAny(IptFamily family) {
    try {
      return Optional.of(saved(family));
    } catch (DataplaneException e) {
      LOG.debugf("%s", e.getMessage());
      return Optional.empty();
    }
  }

  private boolean areThere() {
    try {
      return COMMAND.run(List.of(line(IptFamily.IPV4, "-save"), "--version"), "").status() == 0;
    } catch (DataplaneException e) {
      LOG.debugf("%s", e.getMessage());
      return false;
    }
  }

  private boolean areUsedMoreThan(Tools others) {
    var mine = rules();
    var theirs = others.rules();
    boolean hinted = hasHint(mine);
    return hinted == hasHint(theirs) ? count(mine) > count(theirs) : hinted;
  }

  private static boolean hasHint(List<String> rules) {
    return rules.stream().anyMatch(line -> HINTS.contains(line.split(" ")[0]));
  }

  /// Of others: ours say nothing about the node.
  private static long count(List<String> rules) {
    return rules.stream()
        .filter(line -> line.startsWith("-A ") && !line.contains(Names.PREFIX))
        .count();
  }

  private List<String> rules() {
    return Stream.of(IptFamily.values())
        .flatMap(
            family -> {
              try {
                return save(family).lines();
              } catch (DataplaneException e) {
                return Stream.of(); // not in this kernel
              }
            })
        .toList();
  }

  /// All tables that are in use.
  String save(IptFamily family) throws DataplaneException {
    return COMMAND.output(List.of(line(family, "-save")), "");
  }

  /// Table nat, with counters.
  String counters(IptFamily family) throws DataplaneException {
    return COMMAND.output(List.of(line(family, "-save"), "-c", "-t", "nat"), "");
  }

  void restore(IptFamily family, String script) throws DataplaneException {
    COMMAND.output(List.of(line(family, "-restore"), "--noflush", "-w", WAIT), script);
  }

  /// What of ours is in the kernel.
  Saved saved(IptFamily family) throws DataplaneException {
    return Saved.parse(save(family));
  }

  /// The command that prints a table.
  List<String> listing(IptFamily family, Table table) {
    return List.of(line(family, "-save"), "-t", table.toString());
  }

  private String line(IptFamily family, String suffix) {
    return family.tool() + infix + suffix;
  }

  /// `iptables-nft`, `iptables-legacy` or `iptables`.
  @Override
  public String toString() {
    return "iptables" + infix;
  }
}
