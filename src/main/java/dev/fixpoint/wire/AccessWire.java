// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.api.v1alpha1.DenyAction;
import dev.fixpoint.api.v1alpha1.IntentAccess;
import dev.fixpoint.api.v1alpha1.IpBlock;
import dev.fixpoint.api.v1alpha1.Peer;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.api.v1alpha1.VirtualServiceSpec;
import dev.fixpoint.intent.Intent.Admitted;
import dev.fixpoint.vip.Access;
import dev.fixpoint.vip.ClientSelector;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `spec.access` of a VirtualService → [Access], and that of a RoutingIntent ↔ [Admitted].
public final class AccessWire {
  private AccessWire() {}

  /// The rule of a VirtualService; empty where it has none, so that the whole cluster may connect.
  /// A list without any peer is refused: the schema asks for one, and nobody should have to guess
  /// whether it admits all, as in NetworkPolicy, or nobody.
  public static Parsed<Optional<Access>> parse(VirtualService resource) {
    var spec =
        Optional.ofNullable(resource.getSpec()).map(VirtualServiceSpec::getAccess).orElse(null);
    if (spec == null) {
      return Parsed.ok(Optional.empty());
    }
    var problems = new ArrayList<String>();
    var from = new ArrayList<Access.Peer>();
    for (int i = 0; i < spec.getFrom().size(); i++) {
      peer(
              spec.getFrom().get(i),
              resource.getMetadata().getNamespace(),
              "spec.access.from[" + i + "]",
              problems)
          .ifPresent(from::add);
    }
    if (spec.getFrom().isEmpty()) {
      problems.add("spec.access.from: needs at least one peer; leave spec.access out to admit all");
    }
    if (!problems.isEmpty()) {
      return Parsed.invalid(problems);
    }
    return Parsed.ok(
        Optional.of(
            new Access(
                List.copyOf(from),
                spec.getOnDeny() == DenyAction.Drop,
                Boolean.TRUE.equals(spec.getAudit()),
                Boolean.TRUE.equals(spec.getProtectPods()))));
  }

  private static Optional<Access.Peer> peer(
      Peer peer, String namespace, String field, List<String> problems) {
    if (peer.getIpBlock() != null) {
      return block(peer.getIpBlock(), field + ".ipBlock", problems);
    }
    var pods = selector(peer.getPodSelector());
    if (peer.getNamespaceSelector() != null) {
      var namespaces = selector(peer.getNamespaceSelector());
      return Optional.of(new Access.Peer.Pods(ClientSelector.across(namespaces, pods)));
    }
    if (peer.getPodSelector() == null) {
      problems.add(field + ": needs a namespaceSelector, a podSelector or an ipBlock");
      return Optional.empty();
    }
    return Optional.of(new Access.Peer.Pods(ClientSelector.in(namespace, pods)));
  }

  private static Selector selector(dev.fixpoint.api.v1alpha1.Selector selector) {
    return selector == null ? Selector.ALL : SelectorWire.parse(selector);
  }

  private static Optional<Access.Peer> block(IpBlock block, String field, List<String> problems) {
    var range = cidr(block.getCidr(), field + ".cidr", problems);
    var except =
        block.getExcept().stream()
            .flatMap(text -> cidr(text, field + ".except", problems).stream())
            .toList();
    return range.map(all -> new Access.Peer.Block(all, except));
  }

  private static Optional<IpRange> cidr(String text, String field, List<String> problems) {
    var range = Optional.ofNullable(text).filter(t -> t.contains("/")).flatMap(IpRange::parse);
    if (range.isEmpty()) {
      problems.add(field + ": " + text + " is no CIDR block such as 10.20.0.0/16");
    }
    return range;
  }

  /// What an intent says of its clients.
  static Optional<Admitted> parse(IntentAccess access, List<String> problems) {
    if (access == null) {
      return Optional.empty();
    }
    for (var set : access.getSets()) {
      if (!set.matches("[a-z0-9.-]+")) {
        problems.add("access.sets: no name of a set: " + set);
      }
    }
    var ranges = new ArrayList<IpRange>();
    for (var text : access.getRanges()) {
      IpRange.parse(text)
          .ifPresentOrElse(ranges::add, () -> problems.add("access.ranges: no range: " + text));
    }
    return Optional.of(
        new Admitted(
            access.getSets().stream().sorted().toList(),
            IpRange.merged(ranges),
            access.getOnDeny() == DenyAction.Drop,
            Boolean.TRUE.equals(access.getAudit())));
  }

  static IntentAccess print(Admitted admitted) {
    var access = new IntentAccess();
    access.setSets(admitted.sets());
    access.setRanges(admitted.ranges().stream().map(IpRange::toString).toList());
    access.setOnDeny(admitted.drop() ? DenyAction.Drop : DenyAction.Reject);
    access.setAudit(admitted.audit() ? true : null);
    return access;
  }
}
