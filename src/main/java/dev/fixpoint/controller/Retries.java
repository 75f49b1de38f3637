// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.javaoperatorsdk.operator.processing.retry.Retry;

/// How failures are tried again: for ever, with pauses that grow up to half a minute. The
/// framework's default gives up after five.
final class Retries {
  private Retries() {}

  static Retry forEver() {
    return new GenericRetry()
        .withoutMaxAttempts()
        .setInitialInterval(250)
        .setIntervalMultiplier(2)
        .setMaxInterval(30_000);
  }
}
