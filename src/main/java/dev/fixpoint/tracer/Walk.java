// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import dev.fixpoint.tracer.Trace.Step;
import dev.fixpoint.tracer.Verdict.Answer;
import dev.fixpoint.vip.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One packet on its way through the chains.
final class Walk implements Ways.Way {

  /// `NFT_JUMP_STACK_SIZE`: the kernel takes no rules that go deeper.
  private static final int DEEPEST = 16;

  /// What follows a rule.
  private enum Then {
    NEXT_RULE,
    END_OF_CHAIN,
    VERDICT
  }

  /// What a statement comes to.
  private sealed interface Effect {
    Effect HOLDS = new Holds();
    Effect FAILS = new Fails();

    /// The rest of the rule follows.
    record Holds() implements Effect {}

    /// The rule ends.
    record Fails() implements Effect {}

    record Goes(String chain, boolean returns) implements Effect {}

    record Ends(Verdict with) implements Effect {}

    static Effect holds(boolean condition) {
      return condition ? HOLDS : FAILS;
    }
  }

  private final Rules rules;
  private final Values values;
  private final List<Step> steps = new ArrayList<>();
  private Verdict verdict = new Verdict.Untouched();
  private int depth;

  Walk(Rules rules, Packet packet, Draws draws) {
    this.rules = rules;
    this.values = new Values(rules, packet, draws);
  }

  @Override
  public List<Step> steps() {
    return List.copyOf(steps);
  }

  @Override
  public Verdict verdict() {
    enter(values.packet().via().isPresent() ? "prerouting" : "output");
    return switch (verdict) {
      case Verdict.Dropped _, Verdict.Rejected _ -> verdict;
      case Verdict.Untouched _, Verdict.Translated _ -> {
        enter("postrouting");
        yield verdict;
      }
    };
  }

  private void enter(String hook) {
    Optional.ofNullable(rules.hooks().get(hook)).ifPresent(this::chain);
  }

  private Then chain(String name) {
    if (++depth > DEEPEST) {
      throw new UnknownRule("too many jumps: chain " + name);
    }
    try {
      for (var rule : rules.chain(name)) {
        var then = rule(name, rule);
        if (then != Then.NEXT_RULE) {
          return then;
        }
      }
      return Then.END_OF_CHAIN;
    } finally {
      depth--;
    }
  }

  private Then rule(String chain, Rule rule) {
    values.found().clear();
    for (var statement : rule.statements()) {
      switch (effect(statement, rule)) {
        case Effect.Fails _ -> {
          return Then.NEXT_RULE;
        }
        case Effect.Holds _ -> {}
        case Effect.Goes(var to, var returns) -> {
          step(chain, rule);
          return go(to, returns);
        }
        case Effect.Ends(var with) -> {
          step(chain, rule);
          verdict = with;
          return Then.VERDICT;
        }
      }
    }
    step(chain, rule);
    return Then.NEXT_RULE;
  }

  private Effect effect(Statement statement, Rule rule) {
    return switch (statement) {
      case Statement.Member(var key, var negated, var set) ->
          values
              .of(key)
              .map(k -> Effect.holds(values.find(set, k).isPresent() != negated))
              .orElse(Effect.FAILS);
      case Statement.Equal(var left, var right) ->
          Effect.holds(values.of(left).filter(List.of(right)::equals).isPresent());
      case Statement.SetPriority(var value) -> {
        var number = values.of(value);
        number.ifPresent(values::priority);
        yield Effect.holds(number.isPresent());
      }
      case Statement.VerdictMap(var key, var map) -> {
        var goes =
            values.of(key).flatMap(k -> values.find(map, k)).flatMap(NamedSet.Entry::verdict);
        yield goes.<Effect>map(go -> new Effect.Goes(go.chain(), go.returns()))
            .orElse(Effect.HOLDS);
      }
      case Statement.Translate(var target) ->
          values
              .of(target)
              .<Effect>map(to -> new Effect.Ends(values.translate(to)))
              .orElse(Effect.FAILS);
      case Statement.Masquerade _ -> new Effect.Ends(masquerade(rule));
      case Statement.Write(var set) -> {
        values.found().add("written to " + set);
        yield Effect.HOLDS;
      }
      case Statement.Reject(var answer) ->
          answer == Answer.TCP_RESET && !values.isTcp()
              ? Effect.FAILS
              : new Effect.Ends(new Verdict.Rejected(answer));
      case Statement.Drop _ -> new Effect.Ends(new Verdict.Dropped());
      case Statement.Go(var to, var returns) -> new Effect.Goes(to, returns);
    };
  }

  private void step(String chain, Rule rule) {
    steps.add(new Step(chain, rule.text(), List.copyOf(values.found())));
  }

  private Then go(String chain, boolean returns) {
    var then = chain(chain);
    return returns && then == Then.END_OF_CHAIN ? Then.NEXT_RULE : then;
  }

  private Verdict masquerade(Rule rule) {
    if (verdict instanceof Verdict.Translated(Ip address, int port, _)) {
      return new Verdict.Translated(address, port, true);
    }
    throw new UnknownRule("masquerades what it has not translated: " + rule.text());
  }
}
