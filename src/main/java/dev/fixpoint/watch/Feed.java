// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/// One kind of all namespaces, followed for ever: a consistent list, then a watch from its
/// resourceVersion, and again from the start when the server has forgotten that version (410),
/// when the watch can't be continued, or when it has been silent for longer than bookmarks allow.
///
/// The sink is called by one thread at a time, in the order of the resourceVersions.
public final class Feed<T extends HasMetadata> implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Feed.class);
  private static final long PAGE = 500;

  /// The API server sends a bookmark about once a minute: this much silence is a dead connection.
  private static final Duration SILENCE = Duration.ofSeconds(150);

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

  private final KubernetesClient client;
  private final Class<T> type;
  private final String labelSelector;
  private final String fieldSelector;
  private final Outlet<T, ?> outlet;
  private final Thread thread;
  private final CountDownLatch listed = new CountDownLatch(1);
  private volatile long lastSign = System.nanoTime();
  private volatile boolean closed;
  private volatile CountDownLatch watching = new CountDownLatch(1);

  /// @param labelSelector as `kubectl get -l` takes it; null for all objects
  public Feed(KubernetesClient client, Class<T> type, String labelSelector, Sink<T> sink) {
    this(client, type, labelSelector, null, new Outlet<>(UnaryOperator.identity(), sink));
  }

  /// @param keep what the sink takes of each object, as soon as it comes
  <V> Feed(
      KubernetesClient client,
      Class<T> type,
      String labelSelector,
      Function<T, V> keep,
      Sink<V> sink) {
    this(client, type, labelSelector, null, new Outlet<>(keep, sink));
  }

  private Feed(
      KubernetesClient client,
      Class<T> type,
      String labelSelector,
      String fieldSelector,
      Outlet<T, ?> outlet) {
    this.client = client;
    this.type = type;
    this.labelSelector = labelSelector;
    this.fieldSelector = fieldSelector;
    this.outlet = outlet;
    this.thread = Thread.ofPlatform().daemon().name("feed-" + name()).unstarted(this::follow);
  }

  /// Follows the one object of a name.
  public static <T extends HasMetadata> Feed<T> ofOne(
      KubernetesClient client, Class<T> type, String name, Sink<T> sink) {
    var outlet = new Outlet<>(UnaryOperator.<T>identity(), sink);
    return new Feed<>(client, type, null, "metadata.name=" + name, outlet);
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
    return Duration.ofNanos(System.nanoTime() - lastSign);
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private void follow() {
    int failures = 0;
    while (!closed) {
      try {
        long from = list();
        failures = 0;
        watch(from);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        failures++;
        LOG.warnf("cannot follow %s, trying again: %s", name(), e.getMessage());
      }
      if (!pause(failures)) {
        return;
      }
    }
  }

  private boolean pause(int failures) {
    long longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, 8));
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest));
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private long list() {
    outlet.begin();
    String next = null;
    KubernetesResourceList<T> page;
    do {
      page =
          client
              .resources(type)
              .inAnyNamespace()
              .list(options().withLimit(PAGE).withContinue(next).build());
      outlet.page(page.getItems());
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    long resourceVersion = Long.parseLong(page.getMetadata().getResourceVersion());
    lastSign = System.nanoTime();
    outlet.end(resourceVersion);
    listed.countDown();
    return resourceVersion;
  }

  private void watch(long from) throws InterruptedException {
    var ended = new CountDownLatch(1);
    watching = ended;
    var options = options().withResourceVersion(Long.toString(from)).withAllowWatchBookmarks(true);
    Watch watch = client.resources(type).inAnyNamespace().watch(options.build(), new Events(ended));
    try {
      while (!ended.await(1, TimeUnit.SECONDS) && age().compareTo(SILENCE) < 0) {
        if (closed) {
          return;
        }
      }
      if (ended.getCount() > 0) {
        LOG.warnf("the watch of %s has been silent for %s: starting it anew", name(), age());
      }
    } finally {
      watch.close();
    }
  }

  private ListOptionsBuilder options() {
    return new ListOptionsBuilder()
        .withLabelSelector(labelSelector)
        .withFieldSelector(fieldSelector);
  }

  /// The client continues an interrupted watch by itself, from the last version that it
  /// delivered.
  private final class Events implements Watcher<T> {
    private final CountDownLatch ended;

    Events(CountDownLatch ended) {
      this.ended = ended;
    }

    @Override
    public void eventReceived(Action action, T object) {
      if (ended.getCount() == 0 || closed) {
        return;
      }
      lastSign = System.nanoTime();
      try {
        take(action, object);
      } catch (RuntimeException e) {
        // The client would go on with the next event: better all of it anew than one thing lost.
        LOG.errorf(e, "an event of %s could not be taken, listing anew", name());
        ended.countDown();
      }
    }

    private void take(Action action, T object) {
      long version = Long.parseLong(object.getMetadata().getResourceVersion());
      switch (action) {
        case ADDED, MODIFIED -> outlet.put(object, version);
        case DELETED -> outlet.deleted(object, version);
        case BOOKMARK -> outlet.passed(version);
        case ERROR -> ended.countDown();
      }
    }

    @Override
    public void onClose(WatcherException cause) {
      var reason = cause.getCause() instanceof KubernetesClientException e ? e.getMessage() : cause;
      LOG.infof("the watch of %s ended, listing anew: %s", name(), reason);
      ended.countDown();
    }

    @Override
    public void onClose() {
      ended.countDown();
    }
  }
}
