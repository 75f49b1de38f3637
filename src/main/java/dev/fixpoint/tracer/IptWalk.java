// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import dev.fixpoint.tracer.IptRule.Action;
import dev.fixpoint.tracer.Trace.Step;
import dev.fixpoint.tracer.Verdict.Answer;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Protocol;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// One packet on its way through the chains of iptables: table nat, then table filter, and table
/// nat again as it leaves.
final class IptWalk implements Ways.Way {
  private static final int DEEPEST = 32;

  /// What follows a rule.
  private enum Then {
    NEXT_RULE,
    END_OF_CHAIN,
    END_OF_HOOK
  }

  private final IptRules rules;
  private final Packet packet;
  private final Draws draws;
  private final Set<String> noted = new HashSet<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<String> found = new ArrayList<>();
  private Verdict verdict = new Verdict.Untouched();
  private int depth;

  IptWalk(IptRules rules, Packet packet, Draws draws) {
    this.rules = rules;
    this.packet = packet;
    this.draws = draws;
  }

  @Override
  public List<Step> steps() {
    return List.copyOf(steps);
  }

  @Override
  public Verdict verdict() {
    boolean comes = packet.via().isPresent();
    hook("nat", comes ? "PREROUTING" : "OUTPUT");
    hook("filter", comes ? "FORWARD" : "OUTPUT");
    return switch (verdict) {
      case Verdict.Dropped _, Verdict.Rejected _ -> verdict;
      case Verdict.Untouched _, Verdict.Translated _ -> {
        hook("nat", "POSTROUTING");
        yield verdict;
      }
    };
  }

  private void hook(String table, String name) {
    chain(table, name, rules.hook(table, name));
  }

  private Then chain(String table, String name, List<IptRule> chain) {
    if (++depth > DEEPEST) {
      throw new UnknownRule("too many jumps: chain " + name);
    }
    try {
      for (var rule : chain) {
        found.clear();
        if (rule.matches().stream().allMatch(this::holds)) {
          var then = act(table, name, rule);
          if (then != Then.NEXT_RULE) {
            return then;
          }
        }
      }
      return Then.END_OF_CHAIN;
    } finally {
      depth--;
    }
  }

  private boolean holds(IptMatch match) {
    return switch (match) {
      case IptMatch.Not(var other) -> !holds(other);
      case IptMatch.Source(var range) -> range.contains(packet.source());
      case IptMatch.Destination(var range) -> range.contains(destination());
      case IptMatch.Of(var protocol) -> packet.protocol() == protocol;
      case IptMatch.Port(var port) -> packet.destinationPort() == port;
      case IptMatch.By(var device) -> packet.via().filter(device::equals).isPresent();
      case IptMatch.New _ -> true;
      case IptMatch.Translated _ -> verdict instanceof Verdict.Translated;
      case IptMatch.FirstDestination(var range) -> range.contains(packet.destination());
      case IptMatch.FirstPort(var port) -> packet.destinationPort() == port;
      case IptMatch.Drawn(var chance) -> draws.holds(chance);
      case IptMatch.Note(var list) -> noted.add(list) || true;
      case IptMatch.Noted(var list) -> noted.contains(list);
      case IptMatch.Remembered _, IptMatch.Known _ -> false;
      case IptMatch.Member(var set) -> isMember(set);
      case IptMatch.Hashed(int mask, int total, int seed) -> (mask & 1 << hash(total, seed)) != 0;
    };
  }

  private Ip destination() {
    return verdict instanceof Verdict.Translated(var address, _, _)
        ? address
        : packet.destination();
  }

  private boolean isMember(String set) {
    var element = rules.set(set).stream().filter(r -> r.contains(packet.source())).findFirst();
    element.ifPresent(range -> found.add(set + " " + range));
    return element.isPresent();
  }

  /// As xt_cluster does: `reciprocal_scale` of the `jhash` of the source, of which it takes the
  /// first 32 bits (`NF_CT_TUPLE_L3SIZE`, by which it means bytes, counts words).
  private int hash(int total, int seed) {
    var source = packet.source();
    long first = source.family() == Family.IPV4 ? source.low() : source.high() >>> Integer.SIZE;
    var key = ByteBuffer.allocate(Integer.BYTES).putInt((int) first);
    int slot = (int) (Integer.toUnsignedLong(Jenkins.hash(key.array(), seed)) * total >>> 32);
    found.add("hashed to %d of 0 to %d".formatted(slot, total - 1));
    return slot;
  }

  private Then act(String table, String chain, IptRule rule) {
    var action = rule.action();
    if (action instanceof Action.Write(var set)) {
      found.add("written to " + set);
    }
    if (!(action instanceof Action.Return)) {
      steps.add(new Step(chain, rule.text(), List.copyOf(found)));
    }
    return switch (action) {
      case Action.Nothing _, Action.Write _ -> Then.NEXT_RULE;
      case Action.Return _ -> Then.END_OF_CHAIN;
      case Action.Accept _ -> Then.END_OF_HOOK;
      case Action.Drop _ -> end(new Verdict.Dropped());
      case Action.Reject(var answer) -> {
        if (answer == Answer.TCP_RESET && packet.protocol() != Protocol.TCP) {
          throw new UnknownRule("a reset for what is no TCP: " + rule.text());
        }
        yield end(new Verdict.Rejected(answer));
      }
      case Action.Translate(var address, var port) ->
          end(new Verdict.Translated(address, port, false));
      case Action.Masquerade _ -> end(masquerade(rule));
      case Action.Go(var to, var comesBack) -> {
        var then = chain(table, to, rules.chain(table, to));
        yield comesBack && then == Then.END_OF_CHAIN ? Then.NEXT_RULE : then;
      }
    };
  }

  private Then end(Verdict with) {
    verdict = with;
    return Then.END_OF_HOOK;
  }

  private Verdict masquerade(IptRule rule) {
    if (verdict instanceof Verdict.Translated(Ip address, int port, _)) {
      return new Verdict.Translated(address, port, true);
    }
    throw new UnknownRule("masquerades what it has not translated: " + rule.text());
  }
}
