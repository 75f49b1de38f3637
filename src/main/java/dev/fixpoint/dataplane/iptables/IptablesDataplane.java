// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.dataplane.Contact;
import dev.fixpoint.dataplane.Dataplane;
import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.Served;
import dev.fixpoint.dataplane.iptables.Saved.Counted;
import dev.fixpoint.dataplane.netlink.UdpFlows;
import dev.fixpoint.forwarding.Capability;
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
  private final Set<Capability> capabilities;
  private final UdpFlows flows = new UdpFlows();
  private final IptServed served = new IptServed();
  private Wanted wanted;

  /// Whether the kernel holds what is wanted.
  private boolean known;

  private IptablesDataplane(IptTables tables, Set<Capability> capabilities)
      throws DataplaneException {
    this.tables = tables;
    this.capabilities = Set.copyOf(capabilities);
    this.wanted = new Wanted(tables.means());
  }

  /// Works in the network namespace of this thread, which must be the one that calls the methods.
  ///
  /// @throws DataplaneException if this node cannot forward by iptables
  public static IptablesDataplane open() throws DataplaneException {
    var installed = Tools.installed();
    DataplaneException failure = null;
    for (var tools : installed) {
      try {
        return open(tools, installed.stream().filter(kind -> kind != tools).toList());
      } catch (DataplaneException e) { // the other kind may be what this kernel has
        LOG.debugf("%s", e.getMessage());
        failure = failure == null ? e : failure;
      }
    }
    throw failure;
  }

  private static IptablesDataplane open(Tools tools, List<Tools> others) throws DataplaneException {
    var found = Probe.of(new Installed(tools));
    LOG.infof("forwarding by %s, which can do %s", tools, found.capabilities());
    var tables = new IptTables(tools, others, found.families(), found.means());
    return new IptablesDataplane(tables, found.capabilities());
  }

  /// What this node has.
  private record Installed(Tools tools) implements Probe.Trial {
    @Override
    public void restore(IptFamily family, String script) throws DataplaneException {
      tools.restore(family, script);
    }

    @Override
    public void sets(String script) throws DataplaneException {
      IptTables.SETS.restore(script);
    }
  }

  /// Removes what an earlier agent may have left, whatever this node can do now; nothing where
  /// there are no tools.
  public static void cleanUp() throws DataplaneException {
    IptTables.clean(Tools.all());
  }

  @Override
  public String name() {
    return "iptables";
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public int replace(Map<Frontend, Forward> table, NodeRules rules) throws DataplaneException {
    Requests.check(table, rules, tables.means());
    known = false;
    var all = Wanted.of(tables.means(), table, rules);
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
    Requests.check(changed, rules, tables.means());
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
  public List<Contact> contacts() throws DataplaneException {
    var contacts = new ArrayList<Contact>();
    for (var state : wanted.states()) {
      for (var records : state.records()) {
        contacts.addAll(tables.contacts(records));
      }
    }
    return contacts;
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
    wanted = new Wanted(tables.means());
    tables.remove();
  }

  @Override
  public void close() {
    flows.close();
  }
}
