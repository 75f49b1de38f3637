// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.plan;

import dev.fixpoint.status.Finding;
import dev.fixpoint.status.Reason;

/// The condition of a VirtualService that asks for the protection of its pods.
public final class AccessFindings {
  public static final String PODS_PROTECTED = "PodsProtected";

  private AccessFindings() {}

  /// @param policy the name of the NetworkPolicy
  public static Finding podsProtected(String policy) {
    return Finding.yes(
        PODS_PROTECTED,
        Reason.Protected,
        "NetworkPolicy %s admits the same clients, where the CNI plugin enforces it"
            .formatted(policy));
  }

  public static Finding policyConflict(String policy) {
    return Finding.no(
        PODS_PROTECTED,
        Reason.NetworkPolicyConflict,
        "NetworkPolicy %s is somebody else's: rename that, or set spec.access.protectPods to false"
            .formatted(policy));
  }
}
