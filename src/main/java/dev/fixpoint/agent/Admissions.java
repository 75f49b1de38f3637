// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.access.Shard;
import dev.fixpoint.api.v1alpha1.AddressSet;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.watch.Feed;
import dev.fixpoint.wire.AddressSetWire;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/// Follows the AddressSets for the agent's loop, and holds back the intents that wait for one.
/// Everything but the sink's own methods is called by the loop.
final class Admissions implements Feed.Sink<AddressSet> {
  private static final Logger LOG = Logger.getLogger(Admissions.class);

  /// The two watches bring a set and the intent that refers to it within moments: one that is
  /// still missing after this is told as a failure.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ClientBook book = new ClientBook();
  private final Consumer<Runnable> steps;
  private final Consumer<Intent> apply;
  private final Map<Key, Long> waitingSince = new HashMap<>();
  private boolean listed;
  private long taken;

  /// @param steps takes what the loop is to do
  /// @param apply takes intents whose sets are known
  Admissions(Consumer<Runnable> steps, Consumer<Intent> apply) {
    this.steps = steps;
    this.apply = apply;
  }

  @Override
  public void listed(List<AddressSet> objects, long resourceVersion) {
    steps.accept(
        () -> {
          var shards = objects.stream().map(this::read).filter(shard -> shard != null).toList();
          book.replace(shards).forEach(this::take);
          listed = true;
          taken = resourceVersion;
        });
  }

  @Override
  public void put(AddressSet object, long resourceVersion) {
    steps.accept(
        () -> {
          var shard = read(object);
          if (shard != null) {
            book.put(shard).forEach(this::take);
          }
          taken = resourceVersion;
        });
  }

  @Override
  public void deleted(AddressSet object, long resourceVersion) {
    steps.accept(
        () -> {
          var shard = read(object);
          if (shard != null) {
            book.remove(shard.set(), shard.index());
          }
          taken = resourceVersion;
        });
  }

  @Override
  public void passed(long resourceVersion) {
    steps.accept(() -> taken = resourceVersion);
  }

  /// A shard that can't be read leaves what is known of its set as it was: the operator mends it.
  private Shard read(AddressSet object) {
    var parsed = AddressSetWire.parse(object);
    if (parsed.value().isEmpty()) {
      LOG.errorf(
          "AddressSet %s cannot be read: %s",
          object.getMetadata().getName(), String.join("; ", parsed.problems()));
    }
    return parsed.value().orElse(null);
  }

  /// Applies an intent as soon as all of its sets are known: now, or later.
  void take(Intent intent) {
    if (book.admits(intent)) {
      waitingSince.remove(intent.key());
      apply.accept(intent);
    } else {
      waitingSince.putIfAbsent(intent.key(), System.nanoTime());
    }
  }

  void forget(Key service) {
    book.forget(service);
    waitingSince.remove(service);
  }

  void retain(Collection<Key> services) {
    book.retain(services);
    waitingSince.keySet().retainAll(services);
  }

  boolean isListed() {
    return listed;
  }

  /// Whether an intent is held back.
  boolean isWaiting() {
    return !waitingSince.isEmpty();
  }

  /// The resourceVersion up to which the AddressSets are known.
  long taken() {
    return taken;
  }

  /// The clients of each set.
  Map<String, Set<Ip>> sets() {
    book.tidy();
    return book.sets();
  }

  /// Whose intents have waited for too long, and for what.
  Map<Key, String> overdue() {
    var overdue = new HashMap<Key, String>();
    if (waitingSince.isEmpty()) {
      return overdue;
    }
    book.missing()
        .forEach(
            (key, sets) -> {
              if (System.nanoTime() - waitingSince.get(key) > PATIENCE.toNanos()) {
                overdue.put(
                    key,
                    "waits for the AddressSets %s: see that the operator runs"
                        .formatted(String.join(", ", sets)));
              }
            });
    return overdue;
  }
}
