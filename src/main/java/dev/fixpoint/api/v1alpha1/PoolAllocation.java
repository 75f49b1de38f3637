// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

/// Whom a pool serves.
public enum PoolAllocation {
  /// Whoever needs an address.
  Automatic,

  /// Only who names the pool or one of its addresses.
  Manual
}
