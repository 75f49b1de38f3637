// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.audit;

import dev.fixpoint.audit.Mismatch.Kind;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Compares what nodes send connections to with what is published and with the pods that are
/// there. As with [Audit], what is found in two looks is wrong, and not under way.
public final class EndpointAudit {
  private static final String OPERATOR = "see that the operator runs: it writes it anew";

  private final Facts facts;
  private final TreeSet<Mismatch> found = new TreeSet<>();

  /// What was read of the API.
  ///
  /// @param owners UIDs of all VirtualServices
  /// @param routed all RoutingIntents, one for each VirtualService
  /// @param published the EndpointSlices with pods that bear our labels
  /// @param pods addresses of the pods that have not finished, by namespace
  public record Facts(
      Set<String> owners,
      Collection<Routed> routed,
      Collection<Published> published,
      Map<String, Set<Ip>> pods) {}

  /// @param addresses that new connections go to
  public record Routed(Key key, String ownerUid, Set<Ip> addresses) {}

  /// @param all addresses in it
  /// @param ready those that are marked so
  public record Published(Key service, String name, String ownerUid, Set<Ip> all, Set<Ip> ready) {}

  private EndpointAudit(Facts facts) {
    this.facts = facts;
  }

  /// All that is wrong, the same order for the same facts.
  public static List<Mismatch> of(Facts facts) {
    var audit = new EndpointAudit(facts);
    audit.routed();
    facts.published().forEach(audit::published);
    return List.copyOf(audit.found);
  }

  private void routed() {
    var shown = new HashMap<String, Set<Ip>>();
    for (var slice : facts.published()) {
      shown.computeIfAbsent(slice.ownerUid(), _ -> new HashSet<>()).addAll(slice.all());
    }
    for (var intent : facts.routed()) {
      var object = "routingintent/%s -n %s".formatted(intent.key().name(), space(intent));
      for (var ip : intent.addresses()) {
        if (!pods(space(intent)).contains(ip)) {
          var what = "sends connections to %s, which no pod of its namespace has";
          add(Kind.RoutedWithoutPod, object, space(intent), what, ip);
        }
        if (!shown.getOrDefault(intent.ownerUid(), Set.of()).contains(ip)) {
          var what = "sends connections to %s, which no EndpointSlice of it shows";
          add(Kind.RoutedNotPublished, object, space(intent), what, ip);
        }
      }
    }
  }

  private static String space(Routed intent) {
    return intent.key().namespace();
  }

  private Set<Ip> pods(String namespace) {
    return facts.pods().getOrDefault(namespace, Set.of());
  }

  private void published(Published slice) {
    var namespace = slice.service().namespace();
    var object = "endpointslice/%s -n %s".formatted(slice.name(), namespace);
    if (!facts.owners().contains(slice.ownerUid())) {
      found.add(
          new Mismatch(
              Kind.OrphanSlice,
              object,
              namespace,
              "is for VirtualService %s, which is gone".formatted(slice.service()),
              "kubectl delete " + object));
      return;
    }
    for (var ip : slice.ready()) {
      if (!pods(namespace).contains(ip)) {
        var what = "shows %s as ready, which no pod of its namespace has";
        add(Kind.PublishedWithoutPod, object, namespace, what, ip);
      }
    }
  }

  private void add(Kind kind, String object, String namespace, String what, Ip ip) {
    found.add(new Mismatch(kind, object, namespace, what.formatted(ip), OPERATOR));
  }
}
