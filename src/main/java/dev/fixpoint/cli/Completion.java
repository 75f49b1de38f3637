// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;

/// How a command line may go on.
///
/// @param words after `fixpoint`; the last is what has been typed of the next, maybe nothing
record Completion(List<String> words) {
  private static final Set<String> SERVICES = Set.of("explain", "audit");

  /// Whose names the cluster knows.
  enum Names {
    NAMESPACES,
    NODES,
    VIRTUAL_SERVICES,
    SERVICES
  }

  Completion {
    words = words.isEmpty() ? List.of("") : List.copyOf(words);
  }

  String typed() {
    return words.getLast();
  }

  /// Commands, options, and values of options that are known without a cluster.
  List<String> known(CommandSpec root) {
    var ends = new ArrayList<CharSequence>();
    var last = typed();
    AutoComplete.complete(
        root, words.toArray(String[]::new), words.size() - 1, last.length(), 0, ends);
    var all = ends.stream().map(end -> last + end).distinct().sorted();
    return all.filter(word -> !word.startsWith("__")).filter(this::isMeant).toList();
  }

  /// Options only where one is begun, as kubectl has it.
  private boolean isMeant(String word) {
    return !word.startsWith("-") || typed().startsWith("-");
  }

  /// What else may come: names that only the cluster knows.
  Optional<Names> asked() {
    var before = words.size() < 2 ? "" : words.get(words.size() - 2);
    return switch (before) {
      case "-n", "--namespace" -> Optional.of(Names.NAMESPACES);
      case "--node" -> Optional.of(Names.NODES);
      default -> positional(before);
    };
  }

  private Optional<Names> positional(String before) {
    if (words.size() < 2 || typed().startsWith("-") || takesValue(before)) {
      return Optional.empty();
    }
    if (words.getFirst().equals("migrate")) {
      return Optional.of(Names.SERVICES);
    }
    return SERVICES.contains(words.getFirst())
        ? Optional.of(Names.VIRTUAL_SERVICES)
        : Optional.empty();
  }

  private static boolean takesValue(String option) {
    return Set.of("-o", "--output", "--context", "--kubeconfig", "--from", "--port")
        .contains(option);
  }

  /// The value that one of these options has been given already.
  Optional<String> given(String... options) {
    var names = Set.of(options);
    return Stream.iterate(0, i -> i + 1)
        .limit(words.size() - 1L)
        .filter(i -> i + 2 < words.size() && names.contains(words.get(i)))
        .map(i -> words.get(i + 1))
        .findFirst();
  }
}
