// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// One kind of object, kept in memory as what matters of it. Reads never block; the listener is
/// told of each change after it can be read, by the feed's thread.
///
/// @param <T> the API object
/// @param <V> what is kept of it
public final class Mirror<T extends HasMetadata, V> implements AutoCloseable {

  /// Learns of changes.
  public interface Listener<V> {
    /// @param before null for a new object
    /// @param after null for a deleted one
    void changed(Id id, V before, V after);
  }

  /// Names an object of one kind.
  ///
  /// @param namespace empty for a cluster-scoped object
  public record Id(String namespace, String name) {

    public static Id of(HasMetadata object) {
      var metadata = object.getMetadata();
      return new Id(Objects.requireNonNullElse(metadata.getNamespace(), ""), metadata.getName());
    }
  }

  /// What is kept, and of which version.
  private record Entry<V>(V value, long version) {}

  private final Map<String, Map<String, Entry<V>>> byNamespace = new ConcurrentHashMap<>();
  private final Function<T, V> keep;
  private final Listener<V> listener;
  private final Feed<T> feed;
  private volatile long seen;
  private volatile long changed;

  /// @param keep what is kept of an object
  public Mirror(
      KubernetesClient client,
      Class<T> type,
      String labelSelector,
      Function<T, V> keep,
      Listener<V> listener) {
    this.keep = keep;
    this.listener = listener;
    this.feed = new Feed<>(client, type, labelSelector, new Taker());
  }

  public void start() {
    feed.start();
  }

  public void awaitListed() throws InterruptedException {
    feed.awaitListed();
  }

  public boolean isListed() {
    return feed.isListed();
  }

  public String name() {
    return feed.name();
  }

  public Duration age() {
    return feed.age();
  }

  /// The resourceVersion up to which everything is in here.
  public long seen() {
    return seen;
  }

  /// The resourceVersion of the latest change, or of the list that began it all. Never older than
  /// what a reader has just found in here, or found gone.
  public long changed() {
    return changed;
  }

  public Optional<V> get(String namespace, String name) {
    return entry(namespace, name).map(Entry::value);
  }

  /// The version of an object; 0 where there is none.
  public long version(String namespace, String name) {
    return entry(namespace, name).map(Entry::version).orElse(0L);
  }

  private Optional<Entry<V>> entry(String namespace, String name) {
    return Optional.ofNullable(byNamespace.get(namespace)).map(objects -> objects.get(name));
  }

  public List<V> in(String namespace) {
    var objects = byNamespace.get(namespace);
    return objects == null ? List.of() : values(objects);
  }

  /// How many objects there are.
  public int size() {
    return byNamespace.values().stream().mapToInt(Map::size).sum();
  }

  public List<V> all() {
    return byNamespace.values().stream().flatMap(objects -> values(objects).stream()).toList();
  }

  private static <V> List<V> values(Map<String, Entry<V>> objects) {
    return objects.values().stream().map(Entry::value).toList();
  }

  /// Takes in what this process has just written, so that it reads its own writes. Older than
  /// what is known already, it changes nothing; the watch brings it once more, later.
  public void wrote(T object) {
    long version = Long.parseLong(object.getMetadata().getResourceVersion());
    if (version > seen) { // else the watch has told already what became of it
      put(object, version);
    }
  }

  @Override
  public void close() {
    feed.close();
  }

  private void put(T object, long version) {
    var id = Id.of(object);
    var value = keep.apply(object);
    V before;
    synchronized (this) {
      var objects = byNamespace.computeIfAbsent(id.namespace(), ns -> new ConcurrentHashMap<>());
      var known = objects.get(id.name());
      if (known != null && known.version() >= version) {
        return;
      }
      objects.put(id.name(), new Entry<>(value, version));
      before = known == null ? null : known.value();
    }
    listener.changed(id, before, value);
  }

  /// Forgets an object, unless a newer one of its name has been written since.
  private void remove(Id id, long version) {
    Entry<V> known;
    synchronized (this) {
      var objects = byNamespace.getOrDefault(id.namespace(), new ConcurrentHashMap<>());
      known = objects.get(id.name());
      if (known == null || known.version() > version) {
        return;
      }
      objects.remove(id.name());
      if (objects.isEmpty()) {
        byNamespace.remove(id.namespace());
      }
    }
    listener.changed(id, known.value(), null);
  }

  private Collection<Id> ids() {
    var ids = new HashSet<Id>();
    byNamespace.forEach(
        (ns, objects) -> objects.keySet().forEach(name -> ids.add(new Id(ns, name))));
    return ids;
  }

  private final class Taker implements Feed.Sink<T> {

    @Override
    public void listed(List<T> objects, long resourceVersion) {
      changed = resourceVersion;
      var gone = ids();
      for (var object : objects) {
        gone.remove(Id.of(object));
        Mirror.this.put(object, Long.parseLong(object.getMetadata().getResourceVersion()));
      }
      gone.forEach(id -> remove(id, resourceVersion));
      seen = resourceVersion;
    }

    @Override
    public void put(T object, long resourceVersion) {
      changed = resourceVersion;
      Mirror.this.put(object, resourceVersion);
      seen = resourceVersion;
    }

    @Override
    public void deleted(T object, long resourceVersion) {
      changed = resourceVersion;
      remove(Id.of(object), resourceVersion);
      seen = resourceVersion;
    }

    @Override
    public void passed(long resourceVersion) {
      seen = resourceVersion;
    }
  }
}
