// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.Contact;
import dev.fixpoint.dataplane.Dataplane;
import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.Served;
import dev.fixpoint.dataplane.Translation;
import dev.fixpoint.dataplane.netlink.SetWriter;
import dev.fixpoint.dataplane.netlink.Tracking;
import dev.fixpoint.dataplane.netlink.UdpFlows;
import dev.fixpoint.forwarding.Capability;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.forwarding.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/// Forwards by nftables, in the tables `ip fixpoint` and `ip6 fixpoint`, which change in one
/// transaction. A family with nothing to do has no table until there is something.
///
/// Only chains come and go in transactions of their own, before and after that of the elements (see
/// [NftChange]). If that one fails a new chain stays, and nothing leads to it, until the next call
/// removes it.
///
/// After a failure this no longer trusts what it knew of the kernel: the next call observes, so
/// that an [#update] then costs as much as [#replace].
public final class NftablesDataplane implements Dataplane {
  private static final Logger LOG = Logger.getLogger(NftablesDataplane.class);
  private static final int TRIES = 6;
  private static final Duration PAUSE = Duration.ofMillis(200);

  /// For how long what was read ahead is used: where there is no watch, others may change it.
  private static final Duration FRESH = Duration.ofSeconds(30);

  private final NftTables tables;
  private final Optional<UdpFlows> flows;
  private final NftProbe.Found found;
  private final NftServed served = new NftServed();

  /// What the kernel holds, of the families that have a table; null while that is unknown.
  private Map<NftFamily, NftState> known;

  private Optional<Ahead> ahead = Optional.empty();

  /// Whether somebody else has changed our tables since they were read ahead.
  private volatile boolean outdated;

  private record Ahead(List<NftTable> tables, long at) {}

  /// On a kernel that has everything.
  ///
  /// @param flows empty to leave connection tracking alone
  NftablesDataplane(Nft nft, ElementSink sink, Optional<UdpFlows> flows) {
    this(nft, sink, flows, NftProbe.Found.EVERYTHING);
  }

  private NftablesDataplane(
      Nft nft, ElementSink sink, Optional<UdpFlows> flows, NftProbe.Found found) {
    this.tables = new NftTables(nft, sink, found.families());
    this.flows = flows;
    this.found = found;
  }

  /// Works in the network namespace of this thread, which must be the one that calls the methods.
  ///
  /// @throws DataplaneException if there is neither libnftables nor nft, or the kernel does not
  ///     take the rules
  public static NftablesDataplane open() throws DataplaneException {
    var nft = Nft.open();
    try {
      var found = NftProbe.of(nft::check, Tracking::knowsSctp);
      LOG.infof("forwarding by nftables, which can do %s", found.capabilities());
      var flows = Optional.of(new UdpFlows());
      return new NftablesDataplane(nft, new ElementSink.Kernel(), flows, found);
    } catch (DataplaneException e) {
      nft.close();
      throw e;
    }
  }

  /// Removes what an earlier agent may have left; nothing where there is neither libnftables nor
  /// nft, or the kernel has no nf_tables.
  public static void cleanUp() throws DataplaneException {
    Nft nft;
    try {
      nft = Nft.open();
    } catch (DataplaneException e) {
      return;
    }
    try (var dataplane = new NftablesDataplane(nft, new ElementSink.Kernel(), Optional.empty())) {
      dataplane.cleanup();
    } catch (DataplaneException e) {
      if (!NftTables.isOfNoTables(e)) {
        throw e;
      }
    }
  }

  /// Does all the work but that of the kernel, which it leaves alone: needs no rights.
  public static NftablesDataplane rehearsal() {
    return new NftablesDataplane(new NftRehearsal(), _ -> {}, Optional.empty());
  }

  @Override
  public String name() {
    return "nftables";
  }

  @Override
  public Set<Capability> capabilities() {
    return found.capabilities();
  }

  @Override
  public boolean prepare(BooleanSupplier waiting) throws DataplaneException {
    outdated = false;
    ahead = tables.observe(waiting).map(read -> new Ahead(read, System.nanoTime()));
    return ahead.isPresent();
  }

  @Override
  public int replace(Map<Frontend, Forward> table, NodeRules all) throws DataplaneException {
    Translation.check("nftables", table);
    checkNames(all);
    var rules = all.within(found.capabilities());
    known = null;
    var mended = mend(have -> NftState.of(have.family().of(table), rules, have));
    var gone = new HashSet<Frontend>();
    mended.observed().forEach(have -> gone.addAll(Routes.in(have.elements()).keySet()));
    gone.removeAll(table.keySet());
    settle(table, gone, rules);
    return mended.differences();
  }

  @Override
  public void update(Map<Frontend, Forward> changed, Set<Frontend> removed, NodeRules all)
      throws DataplaneException {
    Translation.check("nftables", changed);
    checkNames(all);
    var rules = all.within(found.capabilities());
    if (known == null || !hasTables(changed, rules)) {
      known = null;
      mend(have -> NftState.of(have, have.family().of(changed), have.family().of(removed), rules));
      settle(changed, removed, rules);
      return;
    }
    var before = known;
    known = null;
    var plans = new EnumMap<NftFamily, NftPlan>(NftFamily.class);
    before.forEach(
        (family, state) ->
            plans.put(family, NftPlan.of(state, family.of(changed), family.of(removed), rules)));
    tables.commit(plans.values().stream().map(NftPlan::change).toList());
    plans.forEach((family, plan) -> before.get(family).accept(plan));
    known = before;
    settle(changed, removed, rules);
  }

  /// What connection tracking knows of UDP, brought to the rules that are in now.
  private void settle(Map<Frontend, Forward> changed, Set<Frontend> gone, NodeRules rules) {
    flows.ifPresent(all -> all.settle(changed, gone, rules));
  }

  @Override
  public void onForeignChange(Runnable then) throws DataplaneException {
    tables.watch(
        () -> {
          outdated = true;
          then.run();
        });
  }

  @Override
  public List<Contact> contacts() throws DataplaneException {
    var contacts = new ArrayList<Contact>();
    if (known != null) {
      for (var state : known.values()) {
        if (state.policies().isAudited()) {
          contacts.addAll(contacts(state.family(), NftSkeleton.DENIED, false));
          contacts.addAll(contacts(state.family(), NftSkeleton.ALLOWED, true));
        }
      }
    }
    return contacts;
  }

  private List<Contact> contacts(NftFamily family, NftSet<?, ?> set, boolean admitted)
      throws DataplaneException {
    return NftContacts.read(family, tables.all(family, set), admitted);
  }

  @Override
  public List<Served> served() throws DataplaneException {
    var counts = new HashMap<Slot, Long>();
    if (known != null) {
      for (var state : known.values()) {
        var family = state.family();
        counts.putAll(NftServed.read(family, tables.all(family, NftSkeleton.SERVED)));
      }
    }
    return served.since(counts, this::target);
  }

  /// Where a slot leads; null where that is unknown.
  private Target target(Slot slot) {
    var state = known.get(NftFamily.of(slot.frontend().address()));
    var route = state == null ? null : state.route(slot.frontend());
    return route == null || slot.index() >= route.slots().size()
        ? null
        : route.slots().get(slot.index());
  }

  @Override
  public List<List<String>> listings() {
    return Stream.of(NftFamily.values())
        .map(family -> List.of("nft", "-n", "list", "table", family.word(), NftFamily.NAME))
        .toList();
  }

  @Override
  public void cleanup() throws DataplaneException {
    known = null;
    tables.delete();
  }

  @Override
  public void close() {
    flows.ifPresent(UdpFlows::close);
    tables.close();
  }

  private boolean hasTables(Map<Frontend, Forward> changed, NodeRules rules) {
    return changed.keySet().stream()
            .allMatch(frontend -> known.containsKey(NftFamily.of(frontend.address())))
        && rules.guarded().stream()
            .allMatch(range -> known.containsKey(NftFamily.of(range.first())));
  }

  /// While the kernel still makes room for many elements that have just come, a listing of a set
  /// lacks some: seen on kernel 6.18 for seconds after 250,000. What is made of such a listing is
  /// refused as a whole, so the tables are observed anew until it fits.
  private Mended mend(Function<NftTable, NftState> wanted) throws DataplaneException {
    for (int tries = 1; ; tries++) {
      var observed = observe();
      try {
        return new Mended(observed, mend(observed, wanted));
      } catch (SetWriter.Mismatch e) {
        if (tries == TRIES || !pauses(PAUSE.multipliedBy(tries))) {
          throw e;
        }
      }
    }
  }

  private List<NftTable> observe() throws DataplaneException {
    var read = ahead.filter(a -> !outdated && System.nanoTime() - a.at() < FRESH.toNanos());
    ahead = Optional.empty();
    return read.isPresent() ? read.get().tables() : tables.observe();
  }

  private record Mended(List<NftTable> observed, int differences) {}

  private static boolean pauses(Duration time) {
    try {
      Thread.sleep(time);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private int mend(List<NftTable> observed, Function<NftTable, NftState> wanted)
      throws DataplaneException {
    var states = new EnumMap<NftFamily, NftState>(NftFamily.class);
    var changes = new ArrayList<NftChange>();
    int differences = 0;
    for (var have : observed) {
      var state = wanted.apply(have);
      if (have.isAbsent() && state.isEmpty()) {
        continue;
      }
      var diff = NftDiff.between(have, state.table());
      differences += diff.differences();
      changes.add(diff.change());
      states.put(have.family(), state);
    }
    tables.commit(changes);
    known = states;
    return differences;
  }

  private static void checkNames(NodeRules rules) throws DataplaneException {
    for (var name : rules.uplinks()) {
      if (!Type.isInterface(name)) {
        throw new DataplaneException(
            "nftables: cannot write the name of interface <%s>: rename it to letters, digits and ._@+-"
                .formatted(name.replaceAll("[^ -~]", "?")));
      }
    }
  }
}
