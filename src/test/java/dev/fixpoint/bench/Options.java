// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.bench.report.Contender;
import dev.fixpoint.bench.report.Measure.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// What of the comparison is to be run.
///
/// @param sizes numbers of services, rising
/// @param rounds how many turns each contender has at each size; by default as many as there is
///     time for
/// @param mostWhole how many services are made by those that are compared; what is beyond is
///     [Direct], and ours with nftables alone
/// @param time for what is repeated, each
/// @param limit after which no turn begins any more
record Options(
    boolean quick,
    List<Integer> sizes,
    Set<Part> parts,
    Set<Contender> contenders,
    OptionalInt rounds,
    int mostWhole,
    Duration time,
    Duration limit) {
  private static final List<Integer> FULL_SIZES = List.of(1, 1_000, 10_000, 100_000);
  private static final List<Integer> QUICK_SIZES = List.of(1, 1_000);
  private static final List<Integer> AGENTS = List.of(100, 1_000, 5_000);
  private static final List<Integer> QUICK_AGENTS = List.of(100, 500);
  private static final String ALL = "all";

  /// The one that is worth its turn at any size.
  private static final Contender GREAT = Contender.FIXPOINT_NFTABLES;

  private static final Set<Contender> CONTENDERS =
      EnumSet.of(Contender.FIXPOINT_NFTABLES, Contender.KUBE_PROXY_NFTABLES);
  private static final int ROUNDS = 2;

  /// Where a turn takes long, one has to do.
  private static final int ROUNDS_UP_TO = 1_000;

  private static final int MOST_WHOLE = 10_000;
  private static final Duration QUICK_TIME = Duration.ofSeconds(4);
  private static final Duration TIME = Duration.ofSeconds(20);
  private static final Duration QUICK_LIMIT = Duration.ofMinutes(9);
  private static final Duration LIMIT = Duration.ofHours(12);

  /// @param args `quick`, `size=N`, `only=SCENARIO`, `system=fixpoint-iptables` or `system=all`,
  ///     these three as often as wanted; `rounds=N`, `seconds=N`, `minutes=N`, `direct=N`
  /// @throws IllegalArgumentException that names what was not understood
  static Options parse(String... args) {
    boolean quick = false;
    var sizes = new ArrayList<Integer>();
    var parts = EnumSet.noneOf(Part.class);
    var contenders = EnumSet.noneOf(Contender.class);
    var rounds = OptionalInt.empty();
    int mostWhole = MOST_WHOLE;
    var time = Optional.<Duration>empty();
    var limit = Optional.<Duration>empty();
    for (var arg : args) {
      var value = arg.substring(arg.indexOf('=') + 1);
      switch (arg.substring(0, arg.length() - value.length())) {
        case "" -> quick |= isQuick(value);
        case "size=" -> sizes.add(number(arg, value));
        case "only=" -> parts.add(find(Part.values(), value));
        case "system=" -> contenders.addAll(systems(value));
        case "rounds=" -> rounds = OptionalInt.of(number(arg, value));
        case "seconds=" -> time = Optional.of(Duration.ofSeconds(number(arg, value)));
        case "direct=" -> mostWhole = number(arg, value);
        case "minutes=" -> limit = Optional.of(Duration.ofMinutes(number(arg, value)));
        default -> throw unknown(arg);
      }
    }
    sizes.sort(null);
    return new Options(
        quick,
        !sizes.isEmpty() ? sizes : quick ? QUICK_SIZES : FULL_SIZES,
        parts.isEmpty() ? EnumSet.allOf(Part.class) : parts,
        contenders.isEmpty() ? CONTENDERS : contenders,
        rounds,
        mostWhole,
        time.orElse(quick ? QUICK_TIME : TIME),
        limit.orElse(quick ? QUICK_LIMIT : LIMIT));
  }

  private static int number(String arg, String value) {
    if (!value.matches("[1-9][0-9]{0,5}")) {
      throw unknown(arg + ", which has no number from 1 to 999999");
    }
    return Integer.parseInt(value);
  }

  private static Set<Contender> systems(String value) {
    return value.equals(ALL)
        ? EnumSet.allOf(Contender.class)
        : EnumSet.of(find(Contender.values(), value));
  }

  private static boolean isQuick(String word) {
    if (!word.equals("quick")) {
      throw unknown(word);
    }
    return true;
  }

  private static <E extends Enum<E>> E find(E[] values, String word) {
    return Arrays.stream(values)
        .filter(value -> value.name().equalsIgnoreCase(word.replace('-', '_')))
        .findFirst()
        .orElseThrow(() -> unknown(word + ", which is none of " + Arrays.toString(values)));
  }

  private static IllegalArgumentException unknown(String what) {
    return new IllegalArgumentException("not understood: " + what);
  }

  /// Whether there is anything that contenders do in turn.
  boolean hasTurns() {
    return !parts.equals(EnumSet.of(Part.FANOUT));
  }

  boolean hasFanOut() {
    return parts.contains(Part.FANOUT);
  }

  /// How many agents are simulated, rising.
  List<Integer> agents() {
    return quick ? QUICK_AGENTS : AGENTS;
  }

  /// Whether it is the whole comparison, which the page shows.
  boolean isWhole() {
    return equals(parse());
  }

  int rounds(int size) {
    boolean one = quick || size > ROUNDS_UP_TO;
    return rounds.orElse(one ? 1 : ROUNDS);
  }

  /// The order of turns at a size: there and back, so that what changes with time, such as the
  /// machine's temper, hits all alike.
  List<Contender> turns(int size) {
    var order = contenders.stream().filter(c -> size <= mostWhole || c == GREAT).toList();
    var turns = new ArrayList<Contender>();
    for (int round = 0; round < rounds(size); round++) {
      turns.addAll(round % 2 == 0 ? order : order.reversed());
    }
    return turns;
  }
}
