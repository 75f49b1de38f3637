// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

/// What a client that is not admitted sees.
public enum DenyAction {
  /// An immediate refusal.
  Reject,

  /// Nothing: its connection attempt times out.
  Drop
}
