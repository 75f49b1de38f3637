// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.watch;

import java.time.Duration;

/// Where a feed is.
final class Position {
  /// The resourceVersion up to which all is known.
  volatile long version;

  /// Whether that is not to be relied on: all is to be listed first.
  volatile boolean anew = true;

  /// When the API server last said anything, by [System#nanoTime].
  volatile long lastSign = System.nanoTime();

  void sign() {
    lastSign = System.nanoTime();
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - lastSign);
  }

  /// Whether it has said something since a time of [System#nanoTime].
  boolean hasSignSince(long time) {
    return lastSign - time > 0;
  }

  /// How long it has said nothing since a time of [System#nanoTime].
  Duration silenceSince(long time) {
    return Duration.ofNanos(System.nanoTime() - (hasSignSince(time) ? lastSign : time));
  }
}
