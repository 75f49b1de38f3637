// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jboss.logging.Logger;

/// What one watch brings, passed on until it ends.
final class Events<T extends HasMetadata> implements Watcher<T> {
  private static final Logger LOG = Logger.getLogger(Feed.class);

  private final String name;
  private final Outlet<T, ?> outlet;
  private final Position position;
  private final CountDownLatch ended;
  private volatile WatcherException cause;

  Events(String name, Outlet<T, ?> outlet, Position position, CountDownLatch ended) {
    this.name = name;
    this.outlet = outlet;
    this.position = position;
    this.ended = ended;
  }

  /// Why it ended; empty where the server just closed it.
  Optional<WatcherException> cause() {
    return Optional.ofNullable(cause);
  }

  @Override
  public void eventReceived(Action action, T object) {
    if (ended.getCount() == 0) {
      return;
    }
    position.sign();
    try {
      take(action, object);
    } catch (RuntimeException e) {
      // The client would go on with the next event: better all of it anew than one thing lost.
      LOG.errorf(e, "an event of %s could not be taken, listing anew", name);
      endForGood();
    }
  }

  private void take(Action action, T object) {
    if (action == Action.ERROR) {
      endForGood();
      return;
    }
    long version = Long.parseLong(object.getMetadata().getResourceVersion());
    switch (action) {
      case ADDED, MODIFIED -> outlet.put(object, version);
      case DELETED -> outlet.deleted(object, version);
      default -> outlet.passed(version); // a bookmark
    }
    position.version = version;
  }

  private void endForGood() {
    position.anew = true;
    ended.countDown();
  }

  @Override
  public void onClose(WatcherException cause) {
    if (ended.getCount() > 0) {
      LOG.infof("the watch of %s ended, going on: %s", name, cause.getMessage());
    }
    if (cause.isHttpGone()) {
      position.anew = true;
    }
    this.cause = cause;
    ended.countDown();
  }

  @Override
  public void onClose() {
    ended.countDown();
  }
}
