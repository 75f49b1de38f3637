// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.dataplane.Contact;
import dev.fixpoint.dataplane.Dataplane;
import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.Served;
import dev.fixpoint.dataplane.Translation;
import dev.fixpoint.dataplane.netlink.Tracking;
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

/// Forwards by IPVS. Its own are: the virtual services that the ipset `fixpoint-4-services` (and
/// `-6-`) names, the ipsets `fixpoint-…`, the chains `FIXPOINT-IPVS-…`, and the device `fixpoint0`
/// with its routes. All others' stays as it is.
///
/// An endpoint that leaves gets the weight 0, and goes when it has no connection left, which is
/// looked at with each change and each call of [#served]; a connection that is silent for a quarter
/// of an hour IPVS forgets by itself. UDP flows follow at once.
public final class IpvsDataplane implements Dataplane {

  private static final Logger LOG = Logger.getLogger(IpvsDataplane.class);

  private final IpvsTools tools;
  private final Probe.Found found;
  private final IpvsKernel kernel;
  private final UdpFlows flows;
  private final IpvsServed served = new IpvsServed();

  private IpvsDataplane(IpvsTools tools, Probe.Found found) throws DataplaneException {
    this.tools = tools;
    this.found = found;
    this.kernel = new IpvsKernel(tools, found.families());
    this.flows = new UdpFlows();
  }

  /// Works in the network namespace of this thread, which must be the one that calls the methods.
  ///
  /// @throws DataplaneException if the kernel has no IPVS, or a tool is missing
  public static IpvsDataplane open() throws DataplaneException {
    var tools = IpvsTools.open();
    return new IpvsDataplane(tools, find(tools));
  }

  /// The same on a kernel of which it is known what it can.
  static IpvsDataplane open(Probe.Found found) throws DataplaneException {
    return new IpvsDataplane(IpvsTools.open(), found);
  }

  static Probe.Found find(IpvsTools tools) throws DataplaneException {
    var found = Probe.of(tools.trial(), Tracking::knowsSctp);
    LOG.infof("forwarding by IPVS, which can do %s", found.capabilities());
    return found;
  }

  /// Removes every trace of this backend from the kernel of this thread's network namespace; there
  /// is none where the kernel has no IPVS.
  public static void cleanUp() throws DataplaneException {
    if (Settings.hasIpvs()) {
      var tools = IpvsTools.open();
      new IpvsKernel(tools, tools.families()).clear();
    }
  }

  @Override
  public String name() {
    return "ipvs";
  }

  @Override
  public Set<Capability> capabilities() {
    return found.capabilities();
  }

  @Override
  public int replace(Map<Frontend, Forward> table, NodeRules rules) throws DataplaneException {
    Translation.check("ipvs", table);
    checkNames(rules);
    var mended = kernel.replace(table, rules.within(found.capabilities()));
    var gone = new HashSet<>(mended.frontends());
    gone.removeAll(table.keySet());
    flows.settle(table, gone, rules);
    return mended.differences();
  }

  @Override
  public void update(Map<Frontend, Forward> changed, Set<Frontend> removed, NodeRules rules)
      throws DataplaneException {
    Translation.check("ipvs", changed);
    checkNames(rules);
    kernel.update(changed, removed, rules.within(found.capabilities()));
    flows.settle(changed, removed, rules);
  }

  @Override
  public List<Contact> contacts() throws DataplaneException {
    var contacts = new ArrayList<Contact>();
    for (var records : kernel.known().map(Wanted::records).orElse(List.of())) {
      contacts.addAll(tools.contacts(records));
    }
    return contacts;
  }

  @Override
  public List<Served> served() throws DataplaneException {
    var known = kernel.known();
    if (known.isEmpty()) {
      return List.of();
    }
    var counts = tools.counters(known.get().services().all().keySet());
    var more = served.since(counts, known.get().table());
    kernel.release();
    return more;
  }

  @Override
  public List<List<String>> listings() {
    return List.of(List.of("ipvsadm", "-S", "-n"), List.of("ipset", "save"));
  }

  @Override
  public void cleanup() throws DataplaneException {
    kernel.clear();
  }

  @Override
  public void close() {
    flows.close();
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
