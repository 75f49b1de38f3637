// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.access.Contacted;
import dev.fixpoint.api.v1alpha1.AddressPool;
import dev.fixpoint.api.v1alpha1.AddressSet;
import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.forwarding.Needs;
import dev.fixpoint.forwarding.Place;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Shard;
import dev.fixpoint.ops.Pace;
import dev.fixpoint.status.Refusal;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Key;
import dev.fixpoint.watch.Feed;
import dev.fixpoint.wire.IntentWire;
import dev.fixpoint.wire.Parsed;
import dev.fixpoint.wire.ShardWire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// The agent's loop, on one thread: take what the feed brought, bring the kernel there in one
/// transaction, tell how far that is. Before the first complete list nothing is touched; without
/// the API server the kernel stays as it is.
final class Agent implements Feed.Sink<RoutingIntent>, Runnable {
  private static final Logger LOG = Logger.getLogger(Agent.class);
  private static final long LONGEST_PAUSE_MILLIS = 30_000;

  /// How long an agent that starts waits for shards that the operator is about to write.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// How far the node is.
  ///
  /// @param watermark the resourceVersion up to which the kernel reflects the intents
  /// @param clients the resourceVersion up to which it reflects the AddressSets
  record Progress(
      long watermark,
      long clients,
      int services,
      Map<Key, String> failures,
      List<Contacted> contacts,
      long differences,
      Optional<Instant> lastDifference) {}

  private final NodeTable table;
  private final Programmer programmer;
  private final Duration auditPeriod;
  private final Consumer<Progress> report;
  private final Latency latency;
  private final Tally tally;
  private final Arrivals arrivals = new Arrivals();
  private final BlockingQueue<Runnable> steps = new LinkedBlockingQueue<>();
  private final Admissions admissions;
  private final Witness witness = new Witness();
  private final Guards guards;
  private final Assembly assembly = new Assembly();
  private final Edge edge = new Edge();
  private final Map<Key, String> unreadable = new HashMap<>();
  private long taken;
  private boolean listed;
  private long listedAt;
  private volatile long differences;
  private Optional<Instant> lastDifference = Optional.empty();
  private int failures;
  private volatile long lastTurn = System.nanoTime();
  private volatile int services;
  private volatile int failed;
  private volatile boolean synced;
  private volatile String trouble = "";

  Agent(
      NodeTable table,
      Programmer programmer,
      Duration auditPeriod,
      Consumer<Progress> report,
      Latency latency,
      Tally tally) {
    this.table = table;
    this.programmer = programmer;
    this.auditPeriod = auditPeriod;
    this.report = report;
    this.latency = latency;
    this.tally = tally;
    this.admissions = new Admissions(steps::add, this::take);
    this.guards = new Guards(steps::add, table::guard);
  }

  /// Takes the AddressSets.
  Feed.Sink<AddressSet> clients() {
    return admissions;
  }

  /// Takes the AddressPools.
  Feed.Sink<AddressPool> guards() {
    return guards;
  }

  /// Tells where the node is; what is put after it is seen from there.
  ///
  /// @param uplinks the interfaces that lead to other machines
  /// @param inside sources that are inside the cluster wherever they come from
  void located(Place place, Set<String> uplinks, Collection<IpRange> inside) {
    steps.add(
        () -> {
          table.moveTo(place);
          table.rules(table.rules().reachedBy(uplinks, inside));
        });
  }

  /// Somebody else changed what this node forwards: everything is compared at once.
  void doubt() {
    steps.add(programmer::audit);
  }

  @Override
  public void listed(List<RoutingIntent> objects, long resourceVersion) {
    steps.add(
        () -> {
          listedAt = System.nanoTime();
          var keys = objects.stream().map(IntentWire::ownerOf).collect(Collectors.toSet());
          assembly.clear();
          latency.clear();
          table.retain(keys);
          admissions.retain(keys);
          unreadable.keySet().retainAll(keys);
          objects.forEach(this::take);
          listed = true;
          taken = resourceVersion;
        });
  }

  @Override
  public void put(RoutingIntent object, long resourceVersion) {
    later(
        resourceVersion,
        () -> {
          take(object);
          latency.took(object);
        });
  }

  @Override
  public void deleted(RoutingIntent object, long resourceVersion) {
    var key = IntentWire.ownerOf(object);
    int index = ShardWire.indexOf(object);
    later(
        resourceVersion,
        () -> {
          if (assembly.remove(key, index)) {
            table.remove(key);
            admissions.forget(key);
            unreadable.remove(key);
          }
        });
  }

  @Override
  public void passed(long resourceVersion) {
    later(resourceVersion, () -> {});
  }

  /// What is older than what was taken already is not taken, wherever it comes from.
  private void later(long resourceVersion, Runnable step) {
    steps.add(
        () -> {
          if (resourceVersion > taken) {
            step.run();
            taken = resourceVersion;
          }
        });
  }

  /// An intent that can't be read, of which shards are missing, or that asks for what the backend
  /// does not do, leaves what the node did for its service as it was.
  private void take(RoutingIntent object) {
    var key = IntentWire.ownerOf(object);
    long version = Long.parseLong(object.getMetadata().getResourceVersion());
    Parsed<Shard> parsed = ShardWire.parse(object);
    parsed
        .value()
        .ifPresentOrElse(
            shard -> {
              unreadable.remove(key);
              arrivals.took(object);
              assembly.put(shard, version).ifPresent(admissions::take);
            },
            () -> unreadable.put(key, String.join("; ", parsed.problems())));
  }

  private void take(Intent intent) {
    programmer
        .unsupported(Needs.of(intent, table.here()))
        .ifPresentOrElse(
            why -> unreadable.put(intent.key(), Refusal.unsupported(why)), () -> table.put(intent));
  }

  @Override
  public void run() {
    programmer.prepare();
    long nextAudit = System.nanoTime() + auditPeriod.toNanos();
    try {
      while (!Thread.currentThread().isInterrupted()) {
        boolean brought = await(nextAudit);
        long began = System.nanoTime();
        boolean isAudit = isListed() && began >= nextAudit;
        if (isAudit) {
          programmer.audit(() -> !steps.isEmpty());
        } else if (!brought && failures == 0 && !isToLook() && (synced || !isListed())) {
          continue;
        }
        if (isListed() && !isHeldBack()) {
          turn();
        }
        if (isAudit) {
          long end = System.nanoTime();
          nextAudit = end + Pace.pauseAfter(Duration.ofNanos(end - began), auditPeriod).toNanos();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      edge.close();
    }
  }

  /// At the start an intent that is just being written, shard by shard, is waited for, and so is
  /// one whose AddressSets are: what the kernel still does for its service must not go.
  private boolean isHeldBack() {
    return !synced
        && (!assembly.waiting().isEmpty() || admissions.isWaiting())
        && System.nanoTime() - listedAt < PATIENCE.toNanos();
  }

  /// Waits for the feed, the next audit or the next try, whichever comes first, and takes all
  /// that the feed has brought by then.
  private boolean await(long nextAudit) throws InterruptedException {
    lastTurn = System.nanoTime();
    long pause = Math.min(LONGEST_PAUSE_MILLIS, 100L << Math.min(failures, 9));
    long untilAudit = TimeUnit.NANOSECONDS.toMillis(nextAudit - System.nanoTime());
    long wait = failures > 0 ? pause : Math.max(0, Math.min(untilAudit, 1_000));
    var first = steps.poll(wait, TimeUnit.MILLISECONDS);
    if (first == null) {
      return false;
    }
    var batch = new ArrayList<Runnable>();
    batch.add(first);
    steps.drainTo(batch);
    batch.forEach(Runnable::run);
    return true;
  }

  private boolean isToLook() {
    return synced && (witness.isDue() || tally.isDue());
  }

  /// Whether all there is has been read once, of all kinds.
  private boolean isListed() {
    return listed && admissions.isListed() && guards.isListed();
  }

  private void turn() {
    try {
      edge.withdraw(table.exposures());
      table.clients(admissions.sets());
      int found = programmer.apply(table.drain(), table.all(), table.rules());
      if (found > 0 && synced) {
        differences += found;
        lastDifference = Optional.of(Instant.now());
        LOG.warnf("the kernel differed from what was written in %d elements: mended", found);
      }
      failures = 0;
      trouble = "";
      if (!synced) {
        long millis = Duration.ofNanos(System.nanoTime() - listedAt).toMillis();
        LOG.infof("%d VirtualServices routed %d ms after the list", table.services(), millis);
      }
      synced = true;
      latency.applied();
      arrivals.applied(taken);
      if (witness.isDue()) {
        witness.look(programmer.contacts(), table.all(), Instant.now());
      }
      if (tally.isDue()) {
        tally.look(programmer.served(), table.all());
      }
      var refused = new HashMap<>(programmer.refused());
      refused.putAll(assembly.waiting());
      refused.putAll(unreadable);
      refused.putAll(edge.follow(table.exposures(), table.here(), true));
      refused.putAll(admissions.overdue());
      services = table.services();
      failed = refused.size();
      report.accept(
          new Progress(
              taken,
              admissions.taken(),
              services,
              refused,
              witness.seen(),
              differences,
              lastDifference));
      programmer.told();
    } catch (DataplaneException e) {
      failures++;
      trouble = e.getMessage();
      edge.follow(table.exposures(), table.here(), false);
      LOG.errorf("the kernel could not be programmed, trying again: %s", e.getMessage());
    }
  }

  /// How many elements were found different from what was written.
  long differences() {
    return differences;
  }

  /// How many VirtualServices there were at the last turn.
  int services() {
    return services;
  }

  /// With how many of them this node could not do all that is asked.
  int failed() {
    return failed;
  }

  /// Whether the kernel has been brought to a complete list once.
  boolean isSynced() {
    return synced;
  }

  /// Why the kernel can't be programmed at present; empty when it can.
  String trouble() {
    return trouble;
  }

  /// How long ago the loop last turned: minutes mean that it hangs.
  Duration sinceLastTurn() {
    return Duration.ofNanos(System.nanoTime() - lastTurn);
  }
}
