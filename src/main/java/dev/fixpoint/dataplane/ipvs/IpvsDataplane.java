// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.dataplane.Dataplane;
import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.Served;
import dev.fixpoint.dataplane.Translation;
import dev.fixpoint.dataplane.netlink.UdpFlows;
import dev.fixpoint.forwarding.Capability;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.vip.Family;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Forwards by IPVS. Its own are: the virtual services that the ipset `fixpoint-4-services` (and
/// `-6-`) names, the ipsets `fixpoint-…`, the chains `FIXPOINT-IPVS-…`, and the device `fixpoint0`
/// with its routes. All others' stays as it is.
///
/// An endpoint that leaves gets the weight 0, and goes when it has no connection left, which is
/// looked at with each change and each call of [#served]; a connection that is silent for a quarter
/// of an hour IPVS forgets by itself. UDP flows follow at once.
///
/// The kernel has no transactions for all this: a change that is refused may have been done in
/// part. What was known is then forgotten, and the next call observes.
public final class IpvsDataplane implements Dataplane {

  private final IpvsTools tools;
  private final UdpFlows flows;
  private final IpvsServed served = new IpvsServed();

  /// What the kernel holds; null while that is unknown.
  private Wanted known;

  private NodeRules rules = NodeRules.NONE;

  private IpvsDataplane(IpvsTools tools, UdpFlows flows) {
    this.tools = tools;
    this.flows = flows;
  }

  /// Works in the network namespace of this thread, which must be the one that calls the methods.
  ///
  /// @throws DataplaneException if the kernel has no IPVS, or a tool is missing
  public static IpvsDataplane open() throws DataplaneException {
    return new IpvsDataplane(IpvsTools.open(), new UdpFlows());
  }

  /// Removes every trace of this backend from the kernel of this thread's network namespace; there
  /// is none where the kernel has no IPVS.
  public static void cleanUp() throws DataplaneException {
    if (Settings.hasIpvs()) {
      try (var dataplane = open()) {
        dataplane.cleanup();
      }
    }
  }

  @Override
  public String name() {
    return "ipvs";
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.complementOf(EnumSet.of(Capability.Audit, Capability.Sides));
  }

  @Override
  public int replace(Map<Frontend, Forward> table, NodeRules rules) throws DataplaneException {
    Translation.check("ipvs", table);
    checkNames(rules);
    known = null;
    var observed = tools.observe();
    int differences = mend(observed, table, rules);
    var gone = new HashSet<>(observed.table().keySet());
    gone.removeAll(table.keySet());
    flows.settle(table, gone, rules);
    return differences;
  }

  @Override
  public void update(Map<Frontend, Forward> changed, Set<Frontend> removed, NodeRules rules)
      throws DataplaneException {
    Translation.check("ipvs", changed);
    checkNames(rules);
    if (known == null) {
      var observed = tools.observe();
      var table = new HashMap<>(observed.table());
      table.putAll(changed);
      table.keySet().removeAll(removed);
      mend(observed, table, rules);
    } else {
      step(changed, removed, rules);
    }
    flows.settle(changed, removed, rules);
  }

  private void step(Map<Frontend, Forward> changed, Set<Frontend> removed, NodeRules now)
      throws DataplaneException {
    var wanted = known;
    known = null;
    var touched = new TreeSet<Service>();
    changed.keySet().forEach(frontend -> touched.add(Service.of(frontend)));
    removed.forEach(frontend -> touched.add(Service.of(frontend)));
    var before = Change.some(touched, wanted.services());
    var sets = wanted.sets();
    var chains = chains(wanted);
    wanted.change(changed, removed, now);
    var fresh = new TreeSet<>(touched);
    fresh.retainAll(wanted.services().keySet());
    fresh.removeAll(before.keySet());
    checkOthers(tools.present(fresh), fresh);
    apply(wanted, sets, chains, before, touched);
    if (!now.uplinks().equals(rules.uplinks())) {
      Settings.configure(now.uplinks());
    }
    rules = now;
    touched.retainAll(wanted.draining());
    release(wanted, touched);
    known = wanted;
  }

  private int mend(Observed observed, Map<Frontend, Forward> table, NodeRules now)
      throws DataplaneException {
    known = null;
    var wanted = Wanted.of(table, now, observed.services(), observed.routed(), observed.families());
    checkOthers(observed.others(), wanted.services().keySet());
    var change = Change.between(observed, wanted);
    if (!wanted.families().isEmpty()) {
      Settings.configure(now.uplinks());
    }
    tools.apply(change);
    rules = now;
    wanted.facts().settled();
    release(wanted, wanted.draining());
    known = wanted;
    return change.differences();
  }

  private static Map<Family, Map<String, List<String>>> chains(Wanted wanted) {
    var chains = new EnumMap<Family, Map<String, List<String>>>(Family.class);
    wanted.families().forEach(family -> chains.put(family, wanted.chains(family)));
    return chains;
  }

  private void apply(
      Wanted wanted,
      Set<Fact> setsBefore,
      Map<Family, Map<String, List<String>>> chainsBefore,
      Map<Service, Virtual> before,
      Set<Service> touched)
      throws DataplaneException {
    var created = new HashSet<>(wanted.sets());
    var destroyed = new HashSet<>(setsBefore);
    destroyed.removeAll(created);
    created.removeAll(setsBefore);
    var scripts = new EnumMap<Family, String>(Family.class);
    chains(wanted)
        .forEach(
            (family, chains) -> {
              var script = Change.script(chainsBefore.getOrDefault(family, Map.of()), chains);
              if (!script.isEmpty()) {
                scripts.put(family, script);
              }
            });
    if (chainsBefore.isEmpty() && !scripts.isEmpty()) {
      Settings.configure(Set.of());
    }
    var removed = new HashSet<>(wanted.facts().removed());
    removed.removeIf(fact -> destroyed.contains(new Fact(fact.family(), fact.set(), "")));
    tools.apply(
        Change.of(
            created,
            destroyed,
            wanted.facts().added(),
            removed,
            scripts,
            before,
            Change.some(touched, wanted.services())));
    wanted.facts().settled();
  }

  /// Takes the servers away of these services that have no connection left.
  private void release(Wanted wanted, Set<Service> services) throws DataplaneException {
    if (services.isEmpty()) {
      return;
    }
    var which = new TreeSet<>(services);
    var before = Change.some(which, wanted.services());
    var counts = IpvsText.figures(tools.connections(which), 2, 3);
    counts.keySet().retainAll(which);
    wanted.release(counts);
    tools.apply(
        Change.of(
            Set.of(),
            Set.of(),
            wanted.facts().added(),
            wanted.facts().removed(),
            Map.of(),
            before,
            Change.some(which, wanted.services())));
    wanted.facts().settled();
  }

  @Override
  public List<Served> served() throws DataplaneException {
    if (known == null) {
      return List.of();
    }
    var counts = IpvsText.figures(tools.counters(), 0);
    counts.keySet().retainAll(known.services().keySet());
    var more = served.since(counts, known.table());
    var wanted = known;
    known = null;
    release(wanted, wanted.draining());
    known = wanted;
    return more;
  }

  @Override
  public List<List<String>> listings() {
    return List.of(List.of("ipvsadm", "-S", "-n"), List.of("ipset", "save"));
  }

  @Override
  public void cleanup() throws DataplaneException {
    known = null;
    var observed = tools.observe();
    var nothing = Wanted.of(Map.of(), NodeRules.NONE, Map.of(), Set.of(), Set.of());
    tools.apply(Change.between(observed, nothing));
    Device.remove();
  }

  @Override
  public void close() {
    flows.close();
  }

  private static void checkOthers(Set<Service> others, Set<Service> wanted)
      throws DataplaneException {
    var taken = new TreeSet<>(wanted);
    taken.retainAll(others);
    if (!taken.isEmpty()) {
      throw new DataplaneException(
          "ipvs: somebody else has a virtual service there: remove it by ipvsadm -D "
              + taken.first().option());
    }
  }

  /// A `+` at the end stands for any to iptables.
  private static void checkNames(NodeRules rules) throws DataplaneException {
    for (var name : rules.uplinks()) {
      if (!name.matches("[A-Za-z0-9_.@+-]{0,14}[A-Za-z0-9_.@-]")) {
        throw new DataplaneException(
            "ipvs: cannot write the name of interface <%s>: rename it to letters, digits and ._@-"
                .formatted(name.replaceAll("[^ -~]", "?")));
      }
    }
  }
}
