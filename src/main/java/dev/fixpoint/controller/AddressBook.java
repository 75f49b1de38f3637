// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.intent.Intent.Announced;
import dev.fixpoint.ipam.Allotment;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Decision;
import dev.fixpoint.ipam.Order;
import dev.fixpoint.ipam.Pool.Use;
import dev.fixpoint.vip.AddressWish;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.VipService;
import dev.fixpoint.wire.AddressWire;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/// Claims addresses and gives them back: carries out what the allocator decides. Creating the
/// `IPAddress` is the only lock; two operators that both believe they lead can't get past it.
@Singleton
class AddressBook {
  private static final Logger LOG = Logger.getLogger(AddressBook.class);

  private final KubernetesClient client;
  private final Cluster cluster;
  private final Stored stored;
  private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

  AddressBook(KubernetesClient client, Cluster cluster, Stored stored) {
    this.client = client;
    this.cluster = cluster;
    this.stored = stored;
  }

  /// Gets the service its addresses inside the cluster.
  Allotment allocate(VipService service) {
    var routed = routed(service).map(ShardFacts::addresses).orElse(List.of());
    return allocate(service, Use.ClusterIP, service.addresses(), routed);
  }

  /// Gets the service its addresses outside the cluster.
  ///
  /// @param families of its addresses inside, where it does not say of which they are to be
  Allotment allocateExternal(VipService service, List<Family> families) {
    var wish = service.reach().external().wish();
    boolean says = !wish.families().isEmpty() || !wish.asked().isEmpty();
    var whole = says ? wish : new AddressWish(wish.pool(), families, wish.policy(), wish.asked());
    var routed =
        routed(service).map(facts -> facts.external().addresses()).orElse(List.of()).stream()
            .map(Announced::address)
            .toList();
    return allocate(service, Use.LoadBalancer, whole, routed);
  }

  private Allotment allocate(VipService service, Use use, AddressWish wish, List<Ip> routed) {
    return allocate(
        new Order(
            service.key(),
            cluster.labelsOf(service.key().namespace()),
            service.uid(),
            use,
            wish,
            routed));
  }

  /// Claims what the allocator grants. Each round that the store refuses teaches the ledger one
  /// holder, so it ends. Where only half of what is required can be had, nothing is kept that no
  /// node routes.
  private Allotment allocate(Order order) {
    var fresh = new HashSet<Ip>();
    while (true) {
      var allotment = decide(order);
      boolean claimed =
          allotment.toClaim().stream().allMatch(granted -> claim(order, granted, fresh))
              && allotment.toRegain().stream().allMatch(found -> regain(order, found.claim()));
      if (claimed && allotment.unproven(order).stream().allMatch(ip -> isStillHeld(ip, order))) {
        // Older ones may be routed, whatever this view says: they are left to the repair.
        fresh.retainAll(allotment.giveBack());
        fresh.forEach(ip -> cluster.ledger.holder(ip).ifPresent(this::free));
        return allotment;
      }
    }
  }

  /// The intent that it has.
  Optional<ShardFacts> routed(VipService service) {
    return cluster
        .intents
        .get(service.key().namespace(), service.key().name())
        .filter(intent -> intent.ownerUid().equals(service.uid()));
  }

  private synchronized Allotment decide(Order order) {
    return Allotment.decide(order, cluster.judgedPools(), cluster.ledger, random);
  }

  /// A view that lags could still show a claim that another leader has given away, or an owner
  /// that is gone.
  private boolean isStillHeld(Ip ip, Order order) {
    var claim = current(ip).flatMap(AddressWire::parse);
    claim.ifPresentOrElse(cluster.ledger::put, () -> cluster.ledger.remove(ip));
    if (!stored.has(order.owner(), order.uid())) {
      throw new OwnerGone(order.owner());
    }
    return claim.filter(found -> found.isHeldBy(order.uid())).isPresent();
  }

  /// What is reconciled is no more.
  static final class OwnerGone extends IllegalStateException {
    private static final long serialVersionUID = 1;

    OwnerGone(Key owner) {
      super("VirtualService " + owner + " is gone");
    }
  }

  private boolean claim(Order order, Decision.Granted granted, Set<Ip> fresh) {
    var ip = granted.ip();
    var claim = AddressWire.print(ip, order.owner(), order.uid(), order.use(), granted.pool());
    try {
      learn(client.resource(claim).create());
      fresh.add(ip);
      LOG.infof("%s holds %s", order.owner(), ip);
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      current(ip).ifPresent(this::learn);
      return false;
    }
  }

  /// Makes a claim that names the owner its own.
  private boolean regain(Order order, Claim claim) {
    var own =
        new Claim(
            claim.ip(),
            claim.holder(),
            claim.namespace(),
            order.uid(),
            order.use(),
            claim.pool(),
            Optional.empty());
    boolean regained = change(claim, own);
    if (regained) {
      LOG.infof("%s holds %s again", order.owner(), claim.ip());
    }
    return regained;
  }

  /// Keeps the address of an owner that is gone for its name.
  void hold(Claim claim, Instant until) {
    if (change(claim, claim.held(until))) {
      LOG.infof("%s is kept for %s until %s", claim.ip(), claim.holder(), until);
    }
  }

  /// Changes a claim in the store if it is still the one that was judged; whatever it is by then,
  /// the ledger knows it afterwards.
  private boolean change(Claim before, Claim after) {
    var current = current(before.ip());
    if (current.isEmpty()) {
      cluster.ledger.remove(before.ip());
      return false;
    }
    if (AddressWire.parse(current.get()).filter(before::equals).isEmpty()) {
      learn(current.get());
      return false;
    }
    var changed = AddressWire.relabelled(current.get(), after);
    try {
      // The version goes with it: a claim that somebody else changes now is not changed here.
      learn(
          client
              .resource(changed)
              .lockResourceVersion(current.get().getMetadata().getResourceVersion())
              .update());
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
          && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
      current(before.ip()).ifPresentOrElse(this::learn, () -> cluster.ledger.remove(before.ip()));
      return false;
    }
  }

  private Optional<IPAddress> current(Ip ip) {
    return Optional.ofNullable(client.resources(IPAddress.class).withName(ip.toString()).get());
  }

  /// What the store has just said is known before its watch tells it.
  private void learn(IPAddress resource) {
    cluster.addresses.wrote(resource);
    AddressWire.parse(resource).ifPresent(cluster.ledger::put);
  }

  /// Gives back what the service's intent had before a change that every node has followed.
  ///
  /// @param followed the resourceVersion of the intent that all live nodes follow
  /// @return whether that is done; not where somebody has written the intent since
  boolean giveBack(VipService service, Collection<Ip> left, long followed) {
    var intent = stored.intent(service.key());
    boolean current =
        intent
            .filter(i -> i.ownerUid().equals(service.uid()) && i.version() <= followed)
            .isPresent();
    if (current) {
      left.stream()
          .filter(ip -> !intent.get().allAddresses().contains(ip))
          .flatMap(ip -> cluster.ledger.holder(ip).stream())
          .filter(claim -> claim.isHeldBy(service.uid()))
          .forEach(this::free);
    }
    return current;
  }

  /// Gives back what an allotment has just claimed, where another leader routes other addresses for
  /// the service already: those are kept, so that nobody will ever route these.
  void retreat(VipService service, Allotment allotment) {
    var routed =
        stored
            .intent(service.key())
            .filter(intent -> intent.ownerUid().equals(service.uid()))
            .map(ShardFacts::addresses)
            .orElse(List.of());
    allotment.toClaim().stream()
        .map(Decision.Granted::ip)
        .filter(ip -> !routed.contains(ip))
        .filter(ip -> routed.stream().anyMatch(other -> other.family() == ip.family()))
        .forEach(ip -> cluster.ledger.holder(ip).ifPresent(this::free));
  }

  /// Deletes a claim, if it is still the one that was judged.
  void free(Claim claim) {
    var found = current(claim.ip());
    if (found.isEmpty()) {
      return;
    }
    var current = found.get();
    if (!AddressWire.parse(current).filter(claim::equals).isPresent()) {
      LOG.warnf("%s is held by somebody else by now, not freeing it", claim.ip());
      return;
    }
    // The version is a precondition of the deletion: a claim that changes now is not deleted.
    client
        .resource(current)
        .lockResourceVersion(current.getMetadata().getResourceVersion())
        .delete();
    LOG.infof("%s is free again, it was %s's", claim.ip(), claim.holder());
  }
}
