// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

/// How many families a VirtualService has. Named as in `Service.spec.ipFamilyPolicy`.
public enum IpFamilyPolicy {
  /// One address.
  SingleStack,

  /// One address per family that the pool has.
  PreferDualStack,

  /// Two addresses, or none.
  RequireDualStack
}
