// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/// One kind of all namespaces, followed for ever: a consistent list, then a watch from its
/// resourceVersion. A watch that ends is continued from the last version that it brought; all is
/// listed again when the server has forgotten that version (410), or when a watch has been silent
/// for longer than bookmarks allow.
///
/// The sink is called by one thread at a time, in the order of the resourceVersions.
public final class Feed<T extends HasMetadata> implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Feed.class);
  private static final long PAGE = 500;

  /// A watch that lasts for less, and brings nothing, has not begun.
  private static final Duration LASTING = Duration.ofSeconds(5);

  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 30_000;

  /// Takes what the feed brings.
  public interface Sink<T> {
    /// All objects there are. Comes first, and again after each restart of the feed.
    void listed(List<T> objects, long resourceVersion);

    /// An object is new or has changed.
    void put(T object, long resourceVersion);

    void deleted(T object, long resourceVersion);

    /// Nothing of this kind has changed up to this version.
    void passed(long resourceVersion);
  }

  private final Contact contact;
  private final Class<T> type;
  private final String labelSelector;
  private final String fieldSelector;
  private final Outlet<T, ?> outlet;
  private final Thread thread;
  private final CountDownLatch listed = new CountDownLatch(1);
  private final Position position = new Position();
  private volatile boolean closed;
  private volatile CountDownLatch watching = new CountDownLatch(1);
  private int refusals; // that concern this kind alone

  /// @param labelSelector as `kubectl get -l` takes it; null for all objects
  public Feed(Contact contact, Class<T> type, String labelSelector, Sink<T> sink) {
    this(contact, type, labelSelector, null, new Outlet<>(UnaryOperator.identity(), sink));
  }

  /// @param keep what the sink takes of each object, as soon as it comes
  <V> Feed(
      Contact contact, Class<T> type, String labelSelector, Function<T, V> keep, Sink<V> sink) {
    this(contact, type, labelSelector, null, new Outlet<>(keep, sink));
  }

  private Feed(
      Contact contact,
      Class<T> type,
      String labelSelector,
      String fieldSelector,
      Outlet<T, ?> outlet) {
    this.contact = contact;
    this.type = type;
    this.labelSelector = labelSelector;
    this.fieldSelector = fieldSelector;
    this.outlet = outlet;
    this.thread = Thread.ofPlatform().daemon().name("feed-" + name()).unstarted(this::follow);
  }

  /// Follows the one object of a name.
  public static <T extends HasMetadata> Feed<T> ofOne(
      Contact contact, Class<T> type, String name, Sink<T> sink) {
    var outlet = new Outlet<>(UnaryOperator.<T>identity(), sink);
    return new Feed<>(contact, type, null, "metadata.name=" + name, outlet);
  }

  /// The kind, in the plural: `routingintents`.
  public String name() {
    return HasMetadata.getPlural(type);
  }

  public void start() {
    thread.start();
  }

  public boolean isStarted() {
    return thread.getState() != Thread.State.NEW;
  }

  /// Ends the present watch, so that everything is listed anew.
  public void restart() {
    position.anew = true;
    watching.countDown();
  }

  /// Waits for the first complete list.
  public void awaitListed() throws InterruptedException {
    listed.await();
  }

  public boolean isListed() {
    return listed.getCount() == 0;
  }

  /// How long ago the API server last said anything about this kind: an event, a bookmark or a
  /// list.
  public Duration age() {
    return position.age();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private void follow() {
    try {
      while (!closed) {
        long attempt = contact.await();
        try {
          if (position.anew) {
            list();
          } else if (contact.isDown()) {
            probe();
          }
          watch();
          refusals = 0;
        } catch (RuntimeException e) {
          failed(attempt, e);
        }
        pause();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /// What concerns this kind alone, such as a right that lacks, must not hold up the others.
  private void failed(long attempt, RuntimeException failure) {
    LOG.warnf("cannot follow %s, trying again: %s", name(), failure.getMessage());
    if (failure instanceof KubernetesClientException e
        && e.getCode() == HttpURLConnection.HTTP_GONE) {
      position.anew = true;
    }
    if (Contact.isOutage(failure)) {
      contact.failed(attempt);
    } else {
      contact.answered();
      refusals++;
    }
  }

  private void pause() throws InterruptedException {
    long longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(refusals, 8));
    Thread.sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest));
  }

  /// Asks for as little as there is, to learn whether anybody answers: a watch does not tell
  /// before something happens.
  private void probe() {
    var options = options().withLimit(1L).build();
    contact.client().resources(type).inAnyNamespace().list(options);
    contact.answered();
  }

  private void list() {
    position.anew = false;
    try {
      outlet.begin();
      String next = null;
      KubernetesResourceList<T> page;
      do {
        var options = options().withLimit(PAGE).withContinue(next).build();
        page = contact.client().resources(type).inAnyNamespace().list(options);
        outlet.page(page.getItems());
        next = page.getMetadata().getContinue();
      } while (next != null && !next.isEmpty());
      long resourceVersion = Long.parseLong(page.getMetadata().getResourceVersion());
      position.sign();
      contact.answered();
      outlet.end(resourceVersion);
      position.version = resourceVersion;
      listed.countDown();
    } catch (RuntimeException e) {
      position.anew = true;
      throw e;
    }
  }

  /// Watches from the last version on, until that ends.
  ///
  /// @throws KubernetesClientException if it ends before it has begun
  private void watch() throws InterruptedException {
    var ended = new CountDownLatch(1);
    watching = ended;
    if (position.anew) {
      return; // asked for meanwhile
    }
    var options =
        options()
            .withResourceVersion(Long.toString(position.version))
            .withAllowWatchBookmarks(true);
    long opened = System.nanoTime();
    var events = new Events<>(name(), outlet, position, ended);
    Watch watch = contact.client().resources(type).inAnyNamespace().watch(options.build(), events);
    try {
      while (!ended.await(1, TimeUnit.SECONDS)
          && position.silenceSince(opened).compareTo(contact.silence()) < 0) {
        if (closed) {
          return;
        }
      }
      if (ended.getCount() > 0) {
        LOG.warnf("the watch of %s has been silent for %s: listing anew", name(), age());
        position.anew = true;
      }
    } finally {
      watch.close();
    }
    boolean brief = System.nanoTime() - opened < LASTING.toNanos();
    if (brief && !position.hasSignSince(opened) && events.cause().isPresent()) {
      throw events.cause().get().asClientException();
    }
  }

  private ListOptionsBuilder options() {
    return new ListOptionsBuilder()
        .withLabelSelector(labelSelector)
        .withFieldSelector(fieldSelector);
  }
}
