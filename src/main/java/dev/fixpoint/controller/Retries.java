// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.javaoperatorsdk.operator.processing.retry.Retry;

/// How failures are tried again: for ever, with pauses that grow up to half a minute. The
/// framework's default gives up after five.
final class Retries {
  /// After so many failures in a row people are told; one or two are everyday conflicts.
  static final int TOLD_AFTER = 3;

  private Retries() {}

  static Retry forEver() {
    return new GenericRetry()
        .withoutMaxAttempts()
        .setInitialInterval(250)
        .setIntervalMultiplier(2)
        .setMaxInterval(30_000);
  }
}
