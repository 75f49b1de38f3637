// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

/// What a client command found. Its components are its JSON form.
interface Report {

  /// Whether there is nothing to be done: exit code 0.
  boolean isWell();

  String text();
}
