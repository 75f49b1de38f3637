// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.watch;

import dev.fixpoint.watch.Mirror.Id;
import dev.fixpoint.watch.Mirror.Listener;
import dev.fixpoint.watch.Mirror.Span;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// The objects of a [Mirror], by what is known of them last: events that come twice, late, or in
/// place of several, and a process's own writes that the watch has yet to tell, all end in what
/// the API server holds. Read by any thread, changed by the feed's and those that write.
final class Contents<V> {

  /// What is kept of an object.
  ///
  /// @param version its resourceVersion
  record Item<V>(Id id, V value, long version) {}

  private final Map<String, Map<String, Item<V>>> byNamespace = new ConcurrentHashMap<>();
  private final Tags tagged = new Tags();
  private final Function<V, Collection<String>> tags;
  private final Listener<V> listener;
  private volatile long seen;
  private volatile long changed;

  Contents(Function<V, Collection<String>> tags, Listener<V> listener) {
    this.tags = tags;
    this.listener = listener;
  }

  long seen() {
    return seen;
  }

  long changed() {
    return changed;
  }

  Optional<Item<V>> get(String namespace, String name) {
    return Optional.ofNullable(byNamespace.get(namespace)).map(objects -> objects.get(name));
  }

  List<V> in(String namespace) {
    return values(byNamespace.getOrDefault(namespace, Map.of()));
  }

  List<V> all() {
    return byNamespace.values().stream().flatMap(objects -> values(objects).stream()).toList();
  }

  private static <V> List<V> values(Map<String, Item<V>> objects) {
    return objects.values().stream().map(Item::value).toList();
  }

  int size() {
    return byNamespace.values().stream().mapToInt(Map::size).sum();
  }

  List<V> tagged(String namespace, String tag) {
    return tagged.names(namespace, tag).stream()
        .flatMap(name -> get(namespace, name).stream())
        .map(Item::value)
        .toList();
  }

  /// The objects that meet the demand which the fewest meet; all of the namespace where nothing is
  /// demanded.
  ///
  /// @param demands each met by an object that has a tag in one of its spans, and in no more
  List<V> narrowed(String namespace, List<List<Span>> demands) {
    return demands.stream()
        .min(Comparator.comparingInt(spans -> count(namespace, spans)))
        .map(spans -> meeting(namespace, spans))
        .orElseGet(() -> in(namespace));
  }

  private int count(String namespace, List<Span> spans) {
    return spans.stream()
        .flatMap(span -> tagged.names(namespace, span).stream())
        .mapToInt(Set::size)
        .sum();
  }

  private List<V> meeting(String namespace, List<Span> spans) {
    return spans.stream()
        .flatMap(span -> tagged.names(namespace, span).stream())
        .flatMap(Set::stream)
        .flatMap(name -> get(namespace, name).stream())
        .map(Item::value)
        .toList();
  }

  void forEach(BiConsumer<Id, V> action) {
    byNamespace
        .values()
        .forEach(
            objects -> objects.values().forEach(item -> action.accept(item.id(), item.value())));
  }

  /// All there is at a version: what is not among it is gone, unless it was written later.
  void listed(List<Item<V>> items, long resourceVersion) {
    changed = resourceVersion;
    var gone = new HashSet<Id>();
    forEach((id, value) -> gone.add(id));
    for (var item : items) {
      gone.remove(item.id());
      put(item);
    }
    gone.forEach(id -> remove(id, resourceVersion));
    seen = resourceVersion;
  }

  /// The watch tells of an object.
  void told(Item<V> item, long resourceVersion) {
    changed = resourceVersion;
    put(item);
    seen = resourceVersion;
  }

  /// The watch tells of a deletion.
  void deleted(Id id, long resourceVersion) {
    changed = resourceVersion;
    remove(id, resourceVersion);
    seen = resourceVersion;
  }

  void passed(long resourceVersion) {
    seen = resourceVersion;
  }

  /// This process has written an object.
  void wrote(Item<V> item) {
    if (item.version() > seen) { // else the watch has told already what became of it
      put(item);
    }
  }

  private void put(Item<V> item) {
    var id = item.id();
    V before;
    synchronized (this) {
      var objects = byNamespace.computeIfAbsent(id.namespace(), ns -> new ConcurrentHashMap<>());
      var known = objects.get(id.name());
      if (known != null && known.version() >= item.version()) {
        return;
      }
      objects.put(id.name(), item);
      before = known == null ? null : known.value();
      tagged.change(id.namespace(), id.name(), tagsOf(before), tagsOf(item.value()));
    }
    listener.changed(id, before, item.value());
  }

  /// Forgets an object, unless a newer one of its name has been written since.
  private void remove(Id id, long version) {
    Item<V> known;
    synchronized (this) {
      var objects = byNamespace.getOrDefault(id.namespace(), new ConcurrentHashMap<>());
      known = objects.get(id.name());
      if (known == null || known.version() > version) {
        return;
      }
      objects.remove(id.name());
      tagged.change(id.namespace(), id.name(), tagsOf(known.value()), List.of());
      if (objects.isEmpty()) {
        byNamespace.remove(id.namespace());
      }
    }
    listener.changed(id, known.value(), null);
  }

  private Collection<String> tagsOf(V value) {
    return value == null ? List.of() : tags.apply(value);
  }
}
