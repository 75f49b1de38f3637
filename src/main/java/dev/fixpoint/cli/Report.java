// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

/// What a client command found. Its components are its JSON form.
interface Report {

  /// Whether there is nothing to be done: exit code 0.
  boolean isWell();

  String text();

  /// With what a screen has no room for; where there is no more than [#text], the same.
  default String wide() {
    return text();
  }
}
