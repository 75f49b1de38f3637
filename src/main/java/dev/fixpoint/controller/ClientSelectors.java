// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.endpoints.Pod;
import dev.fixpoint.vip.ClientSelector;
import dev.fixpoint.vip.Key;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The selectors of clients that rules use, by whom, and which of them a pod concerns.
final class ClientSelectors {
  private final Map<String, ClientSelector> bySet = new HashMap<>();
  private final Map<Key, Set<String>> used = new HashMap<>();
  private final Map<String, Set<Key>> users = new HashMap<>();
  private final Map<String, Set<String>> byLabel = new HashMap<>();

  /// Notes what a service's rule uses, in place of what it used.
  ///
  /// @return the sets that are new
  synchronized Set<String> use(Key service, Collection<ClientSelector> selectors) {
    var sets = new HashSet<String>();
    var fresh = new HashSet<String>();
    for (var selector : selectors) {
      var set = selector.setName();
      sets.add(set);
      if (bySet.putIfAbsent(set, selector) == null) {
        fresh.add(set);
        filed(selector).forEach(l -> byLabel.computeIfAbsent(l, x -> new HashSet<>()).add(set));
      }
    }
    replace(service, sets);
    return fresh;
  }

  private void replace(Key service, Set<String> sets) {
    var before = sets.isEmpty() ? used.remove(service) : used.put(service, Set.copyOf(sets));
    if (before != null) {
      before.stream()
          .filter(set -> !sets.contains(set))
          .forEach(set -> remove(users, set, service));
    }
    sets.forEach(set -> users.computeIfAbsent(set, s -> new HashSet<>()).add(service));
  }

  private static <T> void remove(Map<String, Set<T>> index, String name, T member) {
    var members = index.get(name);
    members.remove(member);
    if (members.isEmpty()) {
      index.remove(name);
    }
  }

  private static List<String> filed(ClientSelector selector) {
    return LabelIndex.filed(selector.namespace(), selector.pods());
  }

  synchronized Optional<ClientSelector> get(String set) {
    return Optional.ofNullable(bySet.get(set));
  }

  synchronized List<ClientSelector> all() {
    return List.copyOf(bySet.values());
  }

  /// The services whose rule uses a set.
  synchronized Set<Key> usersOf(String set) {
    return Set.copyOf(users.getOrDefault(set, Set.of()));
  }

  /// Those that may select a pod, as it was or as it is.
  ///
  /// @param before null for a new pod
  /// @param after null for one that is gone
  synchronized List<ClientSelector> concerned(String namespace, Pod before, Pod after) {
    var labels = Stream.of(before, after).filter(Objects::nonNull).map(Pod::labels).toList();
    return Stream.of(namespace, "")
        .flatMap(space -> LabelIndex.sought(space, labels).stream())
        .flatMap(label -> byLabel.getOrDefault(label, Set.of()).stream())
        .distinct()
        .map(bySet::get)
        .toList();
  }

  /// Forgets what no service uses and nobody refers to.
  ///
  /// @param present the services that exist
  /// @param referred sets that are referred to, whoever does
  /// @return the sets that are used or referred to
  synchronized Set<String> retain(Collection<Key> present, Set<String> referred) {
    var services = Set.copyOf(present);
    List.copyOf(used.keySet()).stream()
        .filter(service -> !services.contains(service))
        .forEach(service -> replace(service, Set.of()));
    var wanted = Stream.concat(referred.stream(), users.keySet().stream());
    var kept = wanted.collect(Collectors.toSet());
    List.copyOf(bySet.keySet()).stream().filter(set -> !kept.contains(set)).forEach(this::forget);
    return kept;
  }

  private void forget(String set) {
    filed(bySet.remove(set)).forEach(label -> remove(byLabel, label, set));
  }
}
