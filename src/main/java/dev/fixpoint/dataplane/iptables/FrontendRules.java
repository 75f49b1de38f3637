// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.dataplane.iptables.Picks.Pick;
import dev.fixpoint.forwarding.Access;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.Balancing.Algorithm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What one frontend brings. Pure.
final class FrontendRules {
  private final IptFamily family;
  private final Admission admission;
  private final Frontend frontend;
  private final Forward forward;
  private final List<Target> targets;
  private final Parts parts = new Parts();

  private FrontendRules(IptFamily family, Admission admission, Frontend frontend, Forward forward) {
    this.family = family;
    this.admission = admission;
    this.frontend = frontend;
    this.forward = forward;
    this.targets = forward.targets();
  }

  static Parts of(IptFamily family, Admission admission, Frontend frontend, Forward forward) {
    var rules = new FrontendRules(family, admission, frontend, forward);
    if (!rules.targets.isEmpty()) {
      rules.translate();
      rules.masquerade();
    }
    rules.judge();
    if (!forward.guard().ofNode()) {
      rules.close();
    }
    return rules.parts;
  }

  private void translate() {
    var service = Chain.nat(Names.service(frontend));
    var rules = new ArrayList<String>();
    forward
        .access()
        .ifPresent(
            access -> {
              rules.add(admission.notAdmitted(access, parts, Chain.nat("ACCEPT")));
              if (access.audit()) {
                rules.add("-j " + noting(true, NodeParts.ADMITTED, List.of()).name());
              }
            });
    int seconds = forward.balancing().affinitySeconds();
    if (seconds > 0) {
      var recall = "--update --seconds " + seconds + " --reap";
      targets.forEach(target -> rules.add(translation(target, kept(recall, target))));
    }
    if (forward.balancing().algorithm() == Algorithm.SourceHash) {
      bySource(rules);
    } else {
      picks().forEach(pick -> rules.add(translation(pick)));
    }
    parts.tail(service, rules);
    parts.line(
        frontend.isOutside() ? NodeParts.OUTSIDE : NodeParts.INSIDE,
        family.bucket(frontend.address()),
        "-d " + family.bucket(frontend.address()),
        port() + " -m comment --comment " + forward.owner() + " -j " + service.name());
  }

  private List<Pick> picks() {
    return switch (forward.balancing().algorithm()) {
      case Random -> Picks.random(forward.shares());
      case RoundRobin -> Picks.inTurn(forward.shares());
      case SourceHash, LeastConnections ->
          throw new IllegalArgumentException("no picks: " + forward.balancing());
    };
  }

  private void bySource(List<String> rules) {
    var branches = SourcePicks.of(forward.shares());
    for (int i = 0; i < branches.size(); i++) {
      var branch = branches.get(i);
      if (branch.picks().size() == 1) {
        var only = branch.picks().getFirst().target();
        rules.add(translation(new Pick(only, branch.match())));
      } else {
        var chain = Chain.nat(Names.branch(frontend, i));
        parts.tail(chain, branch.picks().stream().map(this::translation).toList());
        rules.add((branch.match() + " -g " + chain.name()).strip());
      }
    }
  }

  private String translation(Pick pick) {
    boolean keeps = forward.balancing().affinitySeconds() > 0;
    return translation(pick.target(), keeps ? kept(pick) : pick.match());
  }

  private String kept(Pick pick) {
    return (pick.match() + " " + kept("--set", pick.target())).strip();
  }

  private String kept(String what, Target target) {
    return family.recent(what, Names.kept(frontend, target));
  }

  private String translation(Target target, String match) {
    var rule = new StringBuilder("-p " + protocol());
    if (!match.isEmpty()) {
      rule.append(' ').append(match);
    }
    if (frontend.isOutside() && !target.local()) {
      rule.append(' ').append(family.recent("--set", family.uplinkList()));
    }
    return rule.append(" -j DNAT --to-destination ").append(target).toString();
  }

  /// A pod that drew itself would get its own address as the source, and answer past us. So would
  /// a pod on another node, to a client that sent its packets here.
  private void masquerade() {
    for (var target : targets) {
      if (target.local()) {
        var pod = family.host(target.address());
        parts.line(NodeParts.HAIRPIN, "-s " + pod + " -d " + pod + " " + NodeParts.MASQUERADE);
        parts.line(NodeParts.FAR, "-d " + pod + " -j RETURN");
      }
    }
    if (targets.stream().anyMatch(target -> !target.local())) {
      var block = family.bucket(frontend.address());
      var origin = "-m conntrack --ctorigdst " + frontend.address();
      if (forward.guard().ofNode()) {
        origin = "-p " + protocol() + " " + origin + " --ctorigdstport " + frontend.port();
      }
      parts.line(
          NodeParts.ORIGIN,
          block,
          "-m conntrack --ctorigdst " + block,
          origin + " " + NodeParts.MASQUERADE);
    }
  }

  /// What becomes of connections to it that were not translated, where that is not what becomes of
  /// all of its address.
  private void judge() {
    boolean drops = targets.isEmpty() && forward.guard().drops();
    var last = drops ? "-j DROP" : "-g " + NodeParts.REFUSE;
    var access = forward.access();
    if (access.isPresent()) {
      var verdict = Chain.filter(Names.verdict(frontend));
      var denial = admission.notAdmitted(access.get(), parts, refusal(access.get()));
      parts.tail(verdict, List.of(denial, last));
      special("-g " + verdict.name());
    } else if (drops || targets.isEmpty() && forward.guard().ofNode()) {
      special(last);
    }
  }

  /// What becomes of those who are not admitted.
  private Chain refusal(Access access) {
    var drop = Chain.filter("DROP");
    var refuse = Chain.filter(NodeParts.REFUSE);
    if (!access.audit()) {
      return access.drop() ? drop : refuse;
    }
    return access.drop()
        ? noting(false, NodeParts.DENIED_DROP, List.of("-j " + drop.name()))
        : noting(false, NodeParts.DENIED, List.of("-g " + refuse.name()));
  }

  /// The chain that notes a client first.
  private Chain noting(boolean admitted, Chain chain, List<String> then) {
    var rules = new ArrayList<>(family.records(admitted).rules());
    rules.addAll(then);
    parts.tail(chain, rules);
    parts.records();
    return chain;
  }

  private void special(String action) {
    line(frontend.isOutside() ? NodeParts.OUTER_SPECIAL : NodeParts.SPECIAL, port(), action);
  }

  /// What becomes of the address's other ports.
  private void close() {
    var address = "-d " + family.host(frontend.address());
    if (frontend.isOutside()) {
      line(NodeParts.EDGE, address, "-g " + NodeParts.REFUSE);
    } else {
      line(NodeParts.ADDRESSES, address, "-g " + NodeParts.REFUSE);
      line(NodeParts.CLOSED, address, "-j DROP");
    }
  }

  private void line(Chain chain, String match, String action) {
    var block = family.bucket(frontend.address());
    parts.line(chain, block, "-d " + block, match + " " + action);
  }

  private String port() {
    var protocol = protocol();
    return "-d %s -p %s -m %s --dport %d"
        .formatted(family.host(frontend.address()), protocol, protocol, frontend.port());
  }

  private String protocol() {
    return frontend.protocol().name().toLowerCase(Locale.ROOT);
  }
}
