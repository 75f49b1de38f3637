// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import dev.fixpoint.tracer.IptRule.Action;
import dev.fixpoint.tracer.Verdict.Answer;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// One rule, as iptables-save prints it after its chain. All that our chains have is known here,
/// and nothing else.
final class IptRuleParser {

  /// What the kernel compares a random number of 31 bits with.
  private static final double CERTAIN = 0x1p31;

  /// What they say, their options say.
  private static final Set<String> MODULES =
      Set.of("tcp", "udp", "sctp", "comment", "conntrack", "statistic", "recent", "set", "cluster");

  private final String rule;
  private final List<String> words;
  private final List<IptMatch> matches = new ArrayList<>();
  private Optional<Action> action = Optional.empty();
  private int at;

  private IptRuleParser(String rule) {
    this.rule = rule;
    this.words = List.of(rule.replace("\"", "").strip().split(" +"));
  }

  static IptRule parse(String text) {
    var parser = new IptRuleParser(text);
    while (parser.at < parser.words.size()) {
      parser.option();
    }
    return new IptRule(
        text, List.copyOf(parser.matches), parser.action.orElse(new Action.Nothing()));
  }

  private void option() {
    boolean negated = take("!");
    var before = matches.size();
    var option = next();
    switch (option) {
      case "-m" -> module();
      case "--comment" -> next();
      case "-s" -> matches.add(new IptMatch.Source(range()));
      case "-d" -> matches.add(new IptMatch.Destination(range()));
      case "-i" -> matches.add(new IptMatch.By(next()));
      case "-p" -> matches.add(new IptMatch.Of(protocol()));
      case "--dport" -> matches.add(new IptMatch.Port((int) number()));
      case "--ctstate" -> matches.add(state());
      case "--ctorigdst" -> matches.add(new IptMatch.FirstDestination(range()));
      case "--ctorigdstport" -> matches.add(new IptMatch.FirstPort((int) number()));
      case "--mode" -> matches.add(drawn());
      case "--update", "--set", "--rcheck" -> matches.add(recent(option));
      case "--match-set" -> matches.add(member());
      case "--cluster-local-nodemask" -> matches.add(hashed());
      case "-j" -> action = Optional.of(target(next()));
      case "-g" -> action = Optional.of(new Action.Go(next(), false));
      default -> throw unknown();
    }
    if (negated) {
      if (matches.size() != before + 1) {
        throw unknown();
      }
      matches.add(new IptMatch.Not(matches.removeLast()));
    }
  }

  private void module() {
    if (!MODULES.contains(next())) {
      throw unknown();
    }
  }

  private IptMatch state() {
    return switch (next()) {
      case "NEW" -> new IptMatch.New();
      case "DNAT" -> new IptMatch.Translated();
      default -> throw unknown();
    };
  }

  private IptMatch drawn() {
    if (take("random")) {
      demand("--probability");
      return new IptMatch.Drawn(Chance.ofBits(Math.max(1, Math.round(probability() * CERTAIN))));
    }
    demand("nth");
    demand("--every");
    var every = number();
    if (take("--packet")) {
      number();
    }
    return new IptMatch.Drawn(Chance.oneIn(every));
  }

  private double probability() {
    var word = next();
    if (!word.matches("0\\.[0-9]{1,20}")) {
      throw unknown();
    }
    return Double.parseDouble(word);
  }

  private IptMatch recent(String what) {
    if (take("--seconds")) {
      number();
    }
    take("--reap");
    demand("--name");
    var list = next();
    demand("--mask");
    next();
    demand("--rsource");
    return switch (what) {
      case "--set" -> new IptMatch.Note(list);
      case "--rcheck" -> new IptMatch.Noted(list);
      default -> new IptMatch.Remembered(list);
    };
  }

  private IptMatch member() {
    var set = next();
    return switch (next()) {
      case "src" -> new IptMatch.Member(set);
      case "src,dst,dst" -> new IptMatch.Known(set);
      default -> throw unknown();
    };
  }

  private IptMatch hashed() {
    int mask = hexadecimal();
    demand("--cluster-total-nodes");
    int total = (int) number();
    demand("--cluster-hash-seed");
    return new IptMatch.Hashed(mask, total, hexadecimal());
  }

  private Action target(String target) {
    return switch (target) {
      case "ACCEPT" -> new Action.Accept();
      case "DROP" -> new Action.Drop();
      case "RETURN" -> new Action.Return();
      case "REJECT" -> new Action.Reject(answer());
      case "DNAT" -> translation();
      case "MASQUERADE" -> {
        demand("--random-fully");
        yield new Action.Masquerade();
      }
      case "SET" -> {
        demand("--add-set");
        var set = next();
        next();
        take("--exist");
        yield new Action.Write(set);
      }
      default -> new Action.Go(target, true);
    };
  }

  private Answer answer() {
    demand("--reject-with");
    return switch (next()) {
      case "tcp-reset" -> Answer.TCP_RESET;
      case "icmp-port-unreachable", "icmp6-port-unreachable" -> Answer.PORT_UNREACHABLE;
      default -> throw unknown();
    };
  }

  private Action translation() {
    demand("--to-destination");
    var word = next();
    int colon = word.lastIndexOf(':');
    var host = word.substring(0, Math.max(0, colon)).replaceAll("[\\[\\]]", "");
    var address = Ip.parse(host).orElseThrow(this::unknown);
    return new Action.Translate(address, port(word.substring(colon + 1)));
  }

  private int port(String text) {
    if (!text.matches("[0-9]{1,5}")) {
      throw unknown();
    }
    return Integer.parseInt(text);
  }

  private IpRange range() {
    return IpRange.parse(next()).orElseThrow(this::unknown);
  }

  private Protocol protocol() {
    var word = next().toUpperCase(Locale.ROOT);
    for (var protocol : Protocol.values()) {
      if (protocol.name().equals(word)) {
        return protocol;
      }
    }
    throw unknown();
  }

  private long number() {
    var word = next();
    if (!word.matches("[0-9]{1,10}")) {
      throw unknown();
    }
    return Long.parseLong(word);
  }

  private int hexadecimal() {
    var word = next();
    if (!word.matches("0x[0-9a-f]{1,8}")) {
      throw unknown();
    }
    return Integer.parseUnsignedInt(word.substring(2), 16);
  }

  private String next() {
    if (at >= words.size()) {
      throw unknown();
    }
    return words.get(at++);
  }

  private boolean take(String word) {
    boolean there = at < words.size() && words.get(at).equals(word);
    at += there ? 1 : 0;
    return there;
  }

  private void demand(String word) {
    if (!take(word)) {
      throw unknown();
    }
  }

  /// At the word that was read last.
  private UnknownRule unknown() {
    var where = at < words.size() ? words.get(Math.max(0, at - 1)) : "its end";
    return new UnknownRule("unknown rule: %s (at %s)".formatted(rule, where));
  }
}
