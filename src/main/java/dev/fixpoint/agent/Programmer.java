// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.agent.NodeTable.Changes;
import dev.fixpoint.dataplane.Contact;
import dev.fixpoint.dataplane.Dataplane;
import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.Served;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Need;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.vip.Key;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Keeps the kernel like the node's table. Any failure leads to a full comparison; a service that
/// the kernel refuses is set aside and named, so that it holds up no other.
final class Programmer {
  private static final Logger LOG = Logger.getLogger(Programmer.class);

  private final Dataplane dataplane;
  private final Map<Key, String> refused = new HashMap<>();
  private NodeRules rules = NodeRules.NONE;
  private boolean inDoubt = true;
  private final Audits audits = new Audits();
  private boolean untidy;

  Programmer(Dataplane dataplane) {
    this.dataplane = dataplane;
  }

  /// To be called while the first list is on its way.
  void prepare() {
    try {
      dataplane.prepare(() -> false);
    } catch (DataplaneException e) {
      LOG.debugf("nothing could be read ahead: %s", e.getMessage());
    }
  }

  /// The services that the kernel refused, with its words.
  Map<Key, String> refused() {
    return Map.copyOf(refused);
  }

  /// What of this the backend cannot do here, and the ways out; empty where it can do all.
  Optional<String> unsupported(Collection<Need> needs) {
    return Shortfall.of(needs, dataplane.name(), dataplane.capabilities());
  }

  /// Brings the kernel to the table. When this returns, the kernel holds all of it but what
  /// [#refused] names.
  ///
  /// @param changes what is new in the table since the last call
  /// @param rules what the node does besides
  /// @return how many elements were found different from what had been written
  /// @throws DataplaneException if nothing could be done; the next call compares everything
  int apply(Changes changes, Map<Frontend, Forward> table, NodeRules rules)
      throws DataplaneException {
    boolean same = rules.equals(this.rules);
    this.rules = rules;
    if (inDoubt) {
      return replace(table);
    }
    if (changes.isEmpty() && same) {
      return audited(table);
    }
    try {
      var owners = owners(changes.changed());
      dataplane.update(withRefused(owners, changes.changed(), table), changes.removed(), rules);
      forgive(owners, table);
      return audited(table);
    } catch (DataplaneException e) {
      LOG.warnf("a change was refused, comparing everything: %s", e.getMessage());
      inDoubt = true;
      return replace(table);
    }
  }

  /// The clients that the kernel remembers. What it can't tell now, it tells later.
  List<Contact> contacts() {
    try {
      return dataplane.contacts();
    } catch (DataplaneException e) {
      LOG.warnf("the audited clients could not be read: %s", e.getMessage());
      return List.of();
    }
  }

  /// The connections since the last call. What it can't tell now, it tells later.
  List<Served> served() {
    try {
      return dataplane.served();
    } catch (DataplaneException e) {
      LOG.warnf("the counters of connections could not be read: %s", e.getMessage());
      return List.of();
    }
  }

  /// Compares everything at the next call, after its changes: what differs then is not our doing.
  void audit() {
    audits.demand();
  }

  /// As [#audit()]; what comes to wait while the kernel is read puts it off.
  void audit(BooleanSupplier waiting) {
    audits.propose(waiting);
  }

  private int audited(Map<Frontend, Forward> table) throws DataplaneException {
    return audits.isNow(dataplane) ? replace(table) : 0;
  }

  private int replace(Map<Frontend, Forward> table) throws DataplaneException {
    try {
      return replaced(table, Map.of());
    } catch (DataplaneException e) {
      return replaceOneByOne(table, e);
    }
  }

  /// Finds out whom the kernel refuses, by asking for one service at a time.
  private int replaceOneByOne(Map<Frontend, Forward> table, DataplaneException whole)
      throws DataplaneException {
    var byOwner = new HashMap<Key, Map<Frontend, Forward>>();
    table.forEach(
        (frontend, forward) ->
            byOwner.computeIfAbsent(forward.owner(), o -> new HashMap<>()).put(frontend, forward));
    var sound = new HashMap<Frontend, Forward>();
    var faults = new HashMap<Key, String>();
    for (var service : byOwner.entrySet()) {
      try {
        dataplane.update(service.getValue(), Set.of(), rules);
        sound.putAll(service.getValue());
      } catch (DataplaneException e) {
        faults.put(service.getKey(), e.getMessage());
      }
    }
    if (sound.isEmpty()) {
      throw whole; // not a service's fault
    }
    int differences = replaced(sound, faults);
    faults.forEach((key, why) -> LOG.errorf("the kernel refuses %s: %s", key, why));
    return differences;
  }

  private int replaced(Map<Frontend, Forward> sound, Map<Key, String> faults)
      throws DataplaneException {
    int differences = dataplane.replace(sound, rules);
    refused.clear();
    refused.putAll(faults);
    inDoubt = false;
    audits.done();
    untidy = true;
    return differences;
  }

  /// To be called once it has been told how far the kernel is: what can wait comes now. The heap
  /// has grown for a first list, or for a comparison with all that the kernel has: that is garbage
  /// by now, and would stay the process's for hours.
  void told() {
    if (untidy) {
      untidy = false;
      dataplane.tidy();
      System.gc();
    }
  }

  /// A service that was set aside comes back whole, not only with what has changed of it.
  private Map<Frontend, Forward> withRefused(
      Set<Key> owners, Map<Frontend, Forward> changed, Map<Frontend, Forward> table) {
    if (owners.stream().noneMatch(refused::containsKey)) {
      return changed;
    }
    var whole = new HashMap<>(changed);
    table.forEach(
        (frontend, forward) -> {
          if (refused.containsKey(forward.owner()) && owners.contains(forward.owner())) {
            whole.put(frontend, forward);
          }
        });
    return whole;
  }

  private void forgive(Set<Key> taken, Map<Frontend, Forward> table) {
    refused.keySet().removeAll(taken);
    if (!refused.isEmpty()) {
      refused.keySet().retainAll(owners(table)); // the others are gone
    }
  }

  private static Set<Key> owners(Map<Frontend, Forward> table) {
    return table.values().stream().map(Forward::owner).collect(Collectors.toSet());
  }
}
