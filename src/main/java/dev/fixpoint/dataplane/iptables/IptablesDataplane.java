// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.dataplane.Dataplane;
import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.Served;
import dev.fixpoint.dataplane.iptables.Saved.Counted;
import dev.fixpoint.dataplane.netlink.UdpFlows;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/// Forwards by iptables, in chains and sets whose names start with `FIXPOINT-`. A family with
/// nothing to do has none until there is something.
///
/// Each table of each family changes in a transaction of its own. After a failure this no longer
/// trusts what it knew of the kernel: the next call observes. An [#update] then leaves what it has
/// not been told of for the next [#replace] to judge.
public final class IptablesDataplane implements Dataplane {
  private static final Logger LOG = Logger.getLogger(IptablesDataplane.class);

  private final IptTables tables;
  private final List<String> capabilities;
  private final UdpFlows flows = new UdpFlows();
  private final IptServed served = new IptServed();
  private Wanted wanted;

  /// Whether the kernel holds what is wanted.
  private boolean known;

  private IptablesDataplane(IptTables tables, List<String> capabilities) throws DataplaneException {
    this.tables = tables;
    this.capabilities = List.copyOf(capabilities);
    this.wanted = new Wanted(tables.bySets());
  }

  /// Works in the network namespace of this thread, which must be the one that calls the methods.
  ///
  /// @throws DataplaneException if this node cannot forward by iptables
  public static IptablesDataplane open() throws DataplaneException {
    var installed = Tools.installed();
    var tools = installed.getFirst();
    var four = new Probe(tools, IptFamily.IPV4);
    var whyNot = four.whyNot();
    if (whyNot.isPresent()) {
      throw new DataplaneException(
          whyNot.get() + ": load the kernel's module, or set FIXPOINT_BACKEND to nftables");
    }
    var words = new ArrayList<>(List.of("IPv4", "TCP", "UDP", "Random", "Affinity", "Counters"));
    var families = new ArrayList<>(List.of(IptFamily.IPV4));
    var six = new Probe(tools, IptFamily.IPV6);
    if (six.whyNot().isEmpty()) {
      families.add(IptFamily.IPV6);
      words.add("IPv6");
    }
    if (four.canDoSctp()) {
      words.add("SCTP");
    }
    if (four.canTakeTurns()) {
      words.add("RoundRobin");
    }
    boolean bySets =
        IpSet.isThere()
            && families.stream().allMatch(family -> new Probe(tools, family).canAskSets());
    LOG.infof("forwarding by %s, clients in %s", tools, bySets ? "sets" : "chains");
    var others = installed.subList(1, installed.size());
    return new IptablesDataplane(new IptTables(tools, others, families, bySets), words);
  }

  /// Removes what an earlier agent may have left, whatever this node can do now; nothing where
  /// there are no tools.
  public static void cleanUp() throws DataplaneException {
    for (var tools : Tools.all()) {
      var families = new ArrayList<IptFamily>();
      for (var family : IptFamily.values()) {
        if (tools.knows(family)) {
          families.add(family);
        }
      }
      new IptTables(tools, List.of(), families, IpSet.isThere()).remove();
    }
  }

  @Override
  public String name() {
    return "iptables";
  }

  @Override
  public List<String> capabilities() {
    return capabilities;
  }

  @Override
  public int replace(Map<Frontend, Forward> table, NodeRules rules) throws DataplaneException {
    Requests.check(table, rules, capabilities);
    known = false;
    var all = Wanted.of(tables.bySets(), table, rules);
    var mended = tables.mend(all, true);
    wanted = all;
    known = true;
    var gone = new HashSet<>(mended.frontends());
    gone.removeAll(table.keySet());
    flows.settle(table, gone, rules);
    return mended.differences();
  }

  @Override
  public void update(Map<Frontend, Forward> changed, Set<Frontend> removed, NodeRules rules)
      throws DataplaneException {
    Requests.check(changed, rules, capabilities);
    boolean sure = known;
    known = false;
    var change = wanted.update(changed, removed, rules);
    try {
      if (sure && change.complete()) {
        for (var step : change.steps()) {
          tables.commit(step);
        }
      } else {
        tables.mend(wanted, false);
      }
    } catch (DataplaneException e) {
      wanted.undo(change);
      throw e;
    }
    known = true;
    flows.settle(changed, removed, rules);
  }

  @Override
  public List<Served> served() throws DataplaneException {
    var rules = new ArrayList<Counted>();
    for (var state : wanted.states()) {
      rules.addAll(tables.counted(state.family()));
    }
    return served.since(rules, wanted.table());
  }

  @Override
  public List<List<String>> listings() {
    return tables.listings();
  }

  @Override
  public void cleanup() throws DataplaneException {
    known = false;
    wanted = new Wanted(tables.bySets());
    tables.remove();
  }

  @Override
  public void close() {
    flows.close();
  }
}
