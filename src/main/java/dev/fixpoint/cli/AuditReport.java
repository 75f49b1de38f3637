// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.access.Contacted;
import dev.fixpoint.api.v1alpha1.NodeRouting;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.ContactWire;
import dev.fixpoint.wire.PodWire;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Who connected to audited VirtualServices, as the nodes remember it.
record AuditReport(List<Row> clients) implements Report {

  /// @param verdict `denied` or `allowed`
  /// @param client the pod that has the address now, or the address
  /// @param last how long ago the last connection came
  record Row(
      String verdict,
      String service,
      String port,
      String client,
      String address,
      long connections,
      String last,
      String node) {}

  /// A contact of one node.
  private record Seen(String node, Contacted contact) {}

  static AuditReport of(
      Collection<NodeRouting> routings, Collection<Pod> pods, Predicate<Key> wanted, Instant now) {
    var podByAddress = podByAddress(pods);
    return new AuditReport(
        routings.stream()
            .flatMap(AuditReport::seen)
            .filter(seen -> wanted.test(seen.contact().service()))
            .sorted(Comparator.comparing(Seen::contact, Contacted.BY_INTEREST))
            .map(seen -> row(seen, podByAddress, now))
            .toList());
  }

  private static Stream<Seen> seen(NodeRouting routing) {
    var node = routing.getMetadata().getName();
    return ContactWire.parse(routing).stream().map(contact -> new Seen(node, contact));
  }

  private static Map<Ip, String> podByAddress(Collection<Pod> pods) {
    var podByAddress = new HashMap<Ip, String>();
    for (var pod : pods) {
      var parsed = PodWire.parse(pod);
      if (!parsed.finished()) {
        var name = "pod " + pod.getMetadata().getNamespace() + "/" + parsed.name();
        parsed.addresses().stream()
            .flatMap(text -> Ip.parse(text).stream())
            .forEach(ip -> podByAddress.put(ip, name));
      }
    }
    return podByAddress;
  }

  private static Row row(Seen seen, Map<Ip, String> podByAddress, Instant now) {
    var contact = seen.contact();
    var address = contact.client().toString();
    var since = Duration.between(contact.last(), now);
    return new Row(
        contact.admitted() ? "allowed" : "denied",
        contact.service().toString(),
        contact.port(),
        podByAddress.getOrDefault(contact.client(), "-"),
        address,
        contact.connections(),
        NodeView.age(since.isNegative() ? Duration.ZERO : since) + " ago",
        seen.node());
  }

  @Override
  public boolean isWell() {
    return true;
  }

  @Override
  public String text() {
    if (clients.isEmpty()) {
      return "no node remembers a client: spec.access.audit has to be on, and connections to come";
    }
    return Table.of(
            "VERDICT", "SERVICE", "PORT", "CLIENT", "ADDRESS", "CONNECTIONS", "LAST", "NODE")
        .rows(
            clients,
            r ->
                List.of(
                    r.verdict(),
                    r.service(),
                    r.port(),
                    r.client(),
                    r.address(),
                    Long.toString(r.connections()),
                    r.last(),
                    r.node()))
        .toString();
  }
}
