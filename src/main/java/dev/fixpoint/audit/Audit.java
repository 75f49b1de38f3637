// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.audit;

import dev.fixpoint.audit.Anomaly.Kind;
import dev.fixpoint.audit.Facts.Owner;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Pool.Use;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Compares claims, statuses and intents with each other. What is under way looks like trouble for
/// a moment (a deletion, a change of address): whoever reads twice and keeps what was found both
/// times leaves that out.
public final class Audit {
  private static final String OURS = "virtualservices.fixpoint.dev ";

  private final Facts facts;
  private final Map<String, Owner> owners = new HashMap<>();
  private final Map<Ip, Claim> claims = new TreeMap<>();
  private final Map<String, List<Ip>> routedFor = new HashMap<>();
  private final TreeSet<Anomaly> found = new TreeSet<>();

  private Audit(Facts facts) {
    this.facts = facts;
    facts.owners().forEach(owner -> owners.put(owner.uid(), owner));
    facts.claims().forEach(claim -> claims.put(claim.ip(), claim));
    facts
        .routes()
        .forEach(
            route ->
                routedFor
                    .computeIfAbsent(route.ownerUid(), uid -> new ArrayList<>())
                    .addAll(route.addresses()));
  }

  /// All that is wrong, the same order for the same facts.
  public static List<Anomaly> of(Facts facts) {
    var audit = new Audit(facts);
    audit.claims.values().forEach(audit::judge);
    audit.secondClaims();
    audit.idleClaims();
    facts.owners().forEach(audit::judge);
    audit.sharedAddresses();
    audit.routes();
    return List.copyOf(audit.found);
  }

  private void judge(Claim claim) {
    boolean foreign = !claim.holder().startsWith(OURS) && !claim.isOurs();
    if (foreign || claim.heldUntil().isPresent()) {
      return; // what is held for a name has no owner, and should have none
    }
    var object = "ipaddress/" + claim.ip();
    var name = claim.holder().replace(OURS, "VirtualService ");
    if (claim.isOurs() && !owners.containsKey(claim.ownerUid())) {
      add(
          Kind.OrphanClaim,
          object,
          claim.namespace(),
          "held for "
              + name
              + ", which is gone"
              + (hasNamesake(claim) ? " (a new one exists)" : ""),
          "see that the operator runs: it frees the address when no live node routes it",
          List.of(claim.ip()));
    } else if (!claim.isOurs()) {
      add(
          hasNamesake(claim) ? Kind.UnlabelledClaim : Kind.OrphanClaim,
          object,
          claim.namespace(),
          "held for " + name + (hasNamesake(claim) ? "" : ", which is gone") + ", without its UID",
          "see that the operator runs: it frees what no VirtualService routes; or kubectl delete"
              + " ipaddress "
              + claim.ip(),
          List.of(claim.ip()));
    }
    boolean isAlive = owners.containsKey(claim.ownerUid());
    if (isAlive && facts.pools().stream().noneMatch(pool -> pool.contains(claim.ip()))) {
      add(
          Kind.OutsidePools,
          object,
          claim.namespace(),
          "held for " + name + ", but no pool has it",
          "add it to an AddressPool's spec.ranges, or ask for another in spec.addresses",
          List.of(claim.ip()));
    }
  }

  private boolean hasNamesake(Claim claim) {
    return facts.owners().stream().anyMatch(o -> claim.holder().equals(OURS + o.key()));
  }

  private void secondClaims() {
    var held = new TreeMap<String, List<Ip>>();
    for (var claim : claims.values()) {
      if (owners.containsKey(claim.ownerUid())) {
        var key = claim.ownerUid() + claim.ip().family() + claim.use();
        held.computeIfAbsent(key, k -> new ArrayList<>()).add(claim.ip());
      }
    }
    for (var ips : held.values()) {
      if (ips.size() > 1) {
        var owner = owners.get(claims.get(ips.getFirst()).ownerUid());
        add(
            Kind.SecondClaim,
            owner,
            "holds %s addresses %s".formatted(ips.getFirst().family(), listed(ips)),
            "see that every node follows: the operator then gives back what status does not show",
            ips);
      }
    }
  }

  /// An address of a family that is not routed; two of one family are second claims.
  private void idleClaims() {
    for (var claim : claims.values()) {
      var routed = routedFor.getOrDefault(claim.ownerUid(), List.of());
      var owner = owners.get(claim.ownerUid());
      boolean alone = routed.stream().noneMatch(ip -> ip.family() == claim.ip().family());
      boolean inside = claim.use() == Use.ClusterIP;
      if (inside && owner != null && alone && !owner.addresses().contains(claim.ip())) {
        add(
            Kind.IdleClaim,
            owner,
            "holds %s, which its intent does not route".formatted(claim.ip()),
            "see that the operator runs: it gives the address back",
            List.of(claim.ip()));
      }
    }
  }

  private void judge(Owner owner) {
    for (var ip : owner.addresses()) {
      var claim = claims.get(ip);
      if (claim == null || !claim.isHeldBy(owner.uid())) {
        add(
            Kind.ShownNotHeld,
            owner,
            "shows %s, which %s".formatted(ip, holder(claim)),
            claim == null
                ? "see that the operator runs: it takes an address at its next look, within 5 min"
                : "ask for another address in spec.addresses",
            List.of(ip));
      }
    }
  }

  private void sharedAddresses() {
    var shownBy = new TreeMap<Ip, TreeSet<Key>>();
    facts.owners().forEach(o -> o.addresses().forEach(ip -> put(shownBy, ip, o.key())));
    shownBy.forEach(
        (ip, keys) -> {
          if (keys.size() > 1) {
            add(
                Kind.SharedAddress,
                "ipaddress/" + ip,
                keys.first().namespace(),
                "shown by VirtualServices " + listed(keys),
                "ask for another address in one of them",
                List.of(ip));
          }
        });
  }

  private static void put(Map<Ip, TreeSet<Key>> map, Ip ip, Key key) {
    map.computeIfAbsent(ip, k -> new TreeSet<>()).add(key);
  }

  private void routes() {
    for (var route : facts.routes()) {
      for (var ip : route.addresses()) {
        var claim = claims.get(ip);
        if (claim == null || !claim.isHeldBy(route.ownerUid())) {
          var key = route.key();
          add(
              Kind.RoutedNotHeld,
              "routingintent/%s -n %s".formatted(key.name(), key.namespace()),
              key.namespace(),
              "routes %s, which %s".formatted(ip, holder(claim)),
              "see that the operator runs: it writes the intent anew; or delete the intent",
              List.of(ip));
        }
      }
    }
  }

  private static String holder(Claim claim) {
    return claim == null
        ? "nobody holds"
        : "is held by " + claim.holder().replace(OURS, "VirtualService ");
  }

  private static String listed(Iterable<?> items) {
    var texts = new ArrayList<String>();
    items.forEach(item -> texts.add(item.toString()));
    return texts.stream().collect(Collectors.joining(" and "));
  }

  private void add(Kind kind, Owner owner, String what, String next, List<Ip> addresses) {
    var key = owner.key();
    var object = "vsvc/%s -n %s".formatted(key.name(), key.namespace());
    add(kind, object, key.namespace(), what, next, addresses);
  }

  private void add(
      Kind kind, String object, String namespace, String what, String next, List<Ip> addresses) {
    found.add(new Anomaly(kind, object, namespace, what, next, List.copyOf(addresses)));
  }
}
