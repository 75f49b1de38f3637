// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.watch;

import dev.fixpoint.watch.Contents.Item;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
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
      var namespace = Objects.requireNonNullElse(metadata.getNamespace(), "").intern();
      return new Id(namespace, metadata.getName());
    }
  }

  /// Tags that follow each other in the order of texts.
  ///
  /// @param to behind the last
  public record Span(String from, String to) {

    /// One tag.
    public static Span of(String tag) {
      return new Span(tag, tag + '\0');
    }
  }

  private final Contents<V> contents;
  private final Function<T, V> keep;
  private final Feed<T> feed;

  /// @param keep what is kept of an object
  public Mirror(
      Contact contact,
      Class<T> type,
      String labelSelector,
      Function<T, V> keep,
      Listener<V> listener) {
    this(contact, type, labelSelector, keep, value -> List.of(), listener);
  }

  /// @param tags by which objects of one namespace are found again
  public Mirror(
      Contact contact,
      Class<T> type,
      String labelSelector,
      Function<T, V> keep,
      Function<V, Collection<String>> tags,
      Listener<V> listener) {
    this.keep = keep;
    this.contents = new Contents<>(tags, listener);
    this.feed = new Feed<>(contact, type, labelSelector, this::item, new Taker());
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
    return contents.seen();
  }

  /// The resourceVersion of the latest change, or of the list that began it all. Never older than
  /// what a reader has just found in here, or found gone.
  public long changed() {
    return contents.changed();
  }

  public Optional<V> get(String namespace, String name) {
    return contents.get(namespace, name).map(Item::value);
  }

  /// The version of an object; 0 where there is none.
  public long version(String namespace, String name) {
    return contents.get(namespace, name).map(Item::version).orElse(0L);
  }

  public List<V> in(String namespace) {
    return contents.in(namespace);
  }

  public List<V> all() {
    return contents.all();
  }

  /// How many objects there are.
  public int size() {
    return contents.size();
  }

  /// The objects of a namespace that have a tag.
  public List<V> tagged(String namespace, String tag) {
    return contents.tagged(namespace, tag);
  }

  /// The objects of a namespace that meet the demand which the fewest meet; all where nothing is
  /// demanded.
  ///
  /// @param demands each met by an object that has a tag in one of its spans, and in no more
  public List<V> narrowed(String namespace, List<List<Span>> demands) {
    return contents.narrowed(namespace, demands);
  }

  /// Goes through all objects.
  public void forEach(BiConsumer<Id, V> action) {
    contents.forEach(action);
  }

  /// Takes in what this process has just written, so that it reads its own writes. Older than
  /// what is known already, it changes nothing; the watch brings it once more, later.
  public void wrote(T object) {
    contents.wrote(item(object));
  }

  @Override
  public void close() {
    feed.close();
  }

  private Item<V> item(T object) {
    long version = Long.parseLong(object.getMetadata().getResourceVersion());
    return new Item<>(Id.of(object), keep.apply(object), version);
  }

  private final class Taker implements Feed.Sink<Item<V>> {

    @Override
    public void listed(List<Item<V>> items, long resourceVersion) {
      contents.listed(items, resourceVersion);
    }

    @Override
    public void put(Item<V> item, long resourceVersion) {
      contents.told(item, resourceVersion);
    }

    @Override
    public void deleted(Item<V> item, long resourceVersion) {
      contents.deleted(item.id(), resourceVersion);
    }

    @Override
    public void passed(long resourceVersion) {
      contents.passed(resourceVersion);
    }
  }
}
