// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.intent.Intent.Announced;
import dev.fixpoint.ipam.Allotment;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Order;
import dev.fixpoint.ipam.Pool.Use;
import dev.fixpoint.vip.AddressWish;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.VipService;
import dev.fixpoint.wire.AddressWire;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/// Claims addresses and gives them back: carries out what the allocator decides. Creating the
/// `IPAddress` is the only lock; two operators that both believe they lead can't get past it.
@Singleton
class AddressBook {
  private static final Logger LOG = Logger.getLogger(AddressBook.class);

  private final KubernetesClient client;
  private final Cluster cluster;
  private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

  AddressBook(KubernetesClient client, Cluster cluster) {
    this.client = client;
    this.cluster = cluster;
  }

  /// Gets the service its addresses inside the cluster. Each round that the store refuses teaches
  /// the ledger one holder, so it ends. Where only half of what is required can be had, nothing is
  /// kept that no node routes.
  Allotment allocate(VipService service) {
    var routed = routed(service).map(ShardFacts::addresses).orElse(List.of());
    return allocate(
        new Order(service.key(), service.uid(), Use.ClusterIP, service.addresses(), routed));
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
    return allocate(new Order(service.key(), service.uid(), Use.LoadBalancer, whole, routed));
  }

  private Allotment allocate(Order order) {
    while (true) {
      var allotment = decide(order);
      boolean claimed =
          allotment.toClaim().stream().allMatch(granted -> claim(order, granted.ip()));
      if (claimed) {
        allotment.giveBack().forEach(ip -> cluster.ledger.holder(ip).ifPresent(this::free));
        return allotment;
      }
    }
  }

  private Optional<ShardFacts> routed(VipService service) {
    return cluster
        .intents
        .get(service.key().namespace(), service.key().name())
        .filter(intent -> intent.ownerUid().equals(service.uid()));
  }

  private synchronized Allotment decide(Order order) {
    return Allotment.decide(order, cluster.judgedPools(), cluster.ledger, random);
  }

  private boolean claim(Order order, Ip ip) {
    try {
      var created =
          client.resource(AddressWire.print(ip, order.owner(), order.uid(), order.use())).create();
      cluster.addresses.wrote(created);
      AddressWire.parse(created).ifPresent(cluster.ledger::put);
      LOG.infof("%s holds %s", order.owner(), ip);
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      var holder = client.resources(IPAddress.class).withName(ip.toString()).get();
      if (holder != null) {
        AddressWire.parse(holder).ifPresent(cluster.ledger::put);
      }
      return false;
    }
  }

  /// Gives back what the service holds beside `kept`: the remains of a change of address that
  /// every node has followed.
  void keepOnly(VipService service, Use use, List<Ip> kept) {
    cluster.ledger.heldBy(service.uid(), use).stream()
        .filter(ip -> !kept.contains(ip))
        .forEach(ip -> cluster.ledger.holder(ip).ifPresent(this::free));
  }

  /// Deletes a claim, if it is still the one that was judged.
  void free(Claim claim) {
    var name = claim.ip().toString();
    var current = client.resources(IPAddress.class).withName(name).get();
    if (current == null) {
      return;
    }
    if (!AddressWire.parse(current).filter(claim::equals).isPresent()) {
      LOG.warnf("%s is held by somebody else by now, not freeing it", name);
      return;
    }
    // The version is a precondition of the deletion: a claim that changes now is not deleted.
    client
        .resource(current)
        .lockResourceVersion(current.getMetadata().getResourceVersion())
        .delete();
    LOG.infof("%s is free again, it was %s's", name, claim.holder());
  }
}
