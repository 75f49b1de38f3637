// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import dev.fixpoint.tracer.Verdict.Answer;
import dev.fixpoint.vip.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One rule, by recursive descent. All that our tables have is known here, and nothing else.
final class RuleParser {

  /// `IPS_DST_NAT` (include/uapi/linux/netfilter/nf_conntrack_common.h).
  static final Value DST_NAT = new Value.Number(0x20);

  private final Family family;
  private final String rule;
  private final List<String> words;
  private int at;

  private RuleParser(Family family, String rule) {
    this.family = family;
    this.rule = rule;
    this.words = List.of(rule.split(" "));
  }

  static Rule parse(Family family, String text) {
    return new Rule(text, new RuleParser(family, text).statements());
  }

  /// `goto CHAIN`, as a verdict map has it.
  static Statement.Go verdict(Family family, String text) {
    return new RuleParser(family, text).verdict();
  }

  private Statement.Go verdict() {
    if (statement() instanceof Statement.Go go && at == words.size()) {
      return go;
    }
    throw unknown();
  }

  private List<Statement> statements() {
    var statements = new ArrayList<Statement>();
    while (at < words.size()) {
      statements.add(statement());
    }
    return List.copyOf(statements);
  }

  private UnknownRule unknown() {
    var where = at < words.size() ? words.get(at) : "its end";
    return new UnknownRule("unknown rule: %s (at %s)".formatted(rule, where));
  }

  private Statement statement() {
    switch (peek()) {
      case "reject" -> {
        at++;
        return new Statement.Reject(take("with") ? answer() : Answer.PORT_UNREACHABLE);
      }
      case "drop" -> {
        at++;
        return new Statement.Drop();
      }
      case "jump", "goto" -> {
        boolean returns = next().equals("jump");
        return new Statement.Go(next(), returns);
      }
      case "masquerade" -> {
        at++;
        demand("fully-random");
        return new Statement.Masquerade();
      }
      case "dnat" -> {
        at++;
        demand(family == Family.IPV4 ? "ip" : "ip6");
        demand("to");
        return new Statement.Translate(expression());
      }
      case "update", "delete" -> {
        at++;
        return write();
      }
      default -> {
        return comparison();
      }
    }
  }

  private Answer answer() {
    if (take("tcp")) {
      demand("reset");
      return Answer.TCP_RESET;
    }
    demand(family == Family.IPV4 ? "icmp" : "icmpv6");
    take("type");
    demand("port-unreachable");
    return Answer.PORT_UNREACHABLE;
  }

  private Statement write() {
    var set = set();
    demand("{");
    expression();
    if (take("timeout")) {
      at++;
    }
    if (take(":")) {
      expression();
    }
    demand("}");
    return new Statement.Write(set);
  }

  private Statement comparison() {
    var left = expression();
    if (left instanceof Expression.Of(var field) && field == Field.PRIORITY && take("set")) {
      return new Statement.SetPriority(literal().orElseGet(this::expression));
    }
    if (take("vmap")) {
      return new Statement.VerdictMap(left, set());
    }
    boolean negated = take("!=");
    if (peek().startsWith("@")) {
      return new Statement.Member(left, negated, set());
    }
    if (negated || !(left instanceof Expression.Of(var field))) {
      throw unknown();
    }
    var right = field.type(family).parse(next());
    if (field == Field.STATUS && !right.equals(DST_NAT)) {
      throw unknown();
    }
    return new Statement.Equal(left, right);
  }

  private Optional<Expression> literal() {
    return peek().matches("none|[0-9a-f]{1,4}:[0-9a-f]{1,4}")
        ? Optional.of(new Expression.Literal(Type.CLASSID.parse(next())))
        : Optional.empty();
  }

  private Expression expression() {
    var parts = new ArrayList<Expression>();
    do {
      parts.add(part());
    } while (take("."));
    var whole = parts.size() == 1 ? parts.getFirst() : new Expression.Concatenation(parts);
    return take("map") ? new Expression.Lookup(whole, set()) : whole;
  }

  private Expression part() {
    if (take("numgen")) {
      if (!take("random")) {
        demand("inc");
      }
      demand("mod");
      return new Expression.Draw(modulus());
    }
    if (take("jhash")) {
      var key = part();
      demand("mod");
      int modulus = modulus();
      demand("seed");
      return new Expression.Hash(key, modulus, (int) number());
    }
    var of = new Expression.Of(field());
    return of.field() == Field.PRIORITY && take("|")
        ? new Expression.Or(of, Type.CLASSID.parse(next()))
        : of;
  }

  private Field field() {
    for (int count = Math.min(Field.WORDS, words.size() - at); count > 0; count--) {
      var field = Field.named(String.join(" ", words.subList(at, at + count)), family);
      if (field.isPresent()) {
        at += count;
        return field.get();
      }
    }
    throw unknown();
  }

  private int modulus() {
    long modulus = number();
    if (modulus < 1) {
      throw unknown();
    }
    return Math.toIntExact(modulus);
  }

  private long number() {
    return ((Value.Number) Type.BITS.parse(next())).number();
  }

  private String set() {
    var word = next();
    if (!word.startsWith("@")) {
      at--;
      throw unknown();
    }
    return word.substring(1);
  }

  private String peek() {
    return at < words.size() ? words.get(at) : "";
  }

  private String next() {
    if (at >= words.size()) {
      throw unknown();
    }
    return words.get(at++);
  }

  private boolean take(String word) {
    boolean there = peek().equals(word);
    at += there ? 1 : 0;
    return there;
  }

  private void demand(String word) {
    if (!take(word)) {
      throw unknown();
    }
  }
}
