// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.audit;

import dev.fixpoint.vip.Ip;
import java.util.Comparator;
import java.util.List;

/// Something about an address that should not be so.
///
/// @param object as kubectl names it: `ipaddress/10.96.0.7`, or `vsvc/checkout -n shop`
/// @param namespace that it concerns; empty where it concerns none
/// @param what is wrong, as it continues `OBJECT: ...`
/// @param next the next step
/// @param addresses that it is about
public record Anomaly(
    Kind kind, String object, String namespace, String what, String next, List<Ip> addresses)
    implements Comparable<Anomaly> {

  /// The closed set that scripts may rely on.
  public enum Kind {
    /// The VirtualService that holds the address is gone.
    OrphanClaim,
    /// A claim for a VirtualService that says no UID: nobody counts it as that one's.
    UnlabelledClaim,
    /// One VirtualService holds two addresses of a family.
    SecondClaim,
    /// A VirtualService holds an address inside the cluster that its intent does not route.
    IdleClaim,
    /// No pool has the address.
    OutsidePools,
    /// A VirtualService shows an address that it does not hold.
    ShownNotHeld,
    /// Two VirtualServices show one address.
    SharedAddress,
    /// A RoutingIntent routes an address that its VirtualService does not hold.
    RoutedNotHeld
  }

  private static final Comparator<Anomaly> ORDER =
      Comparator.comparing(Anomaly::kind)
          .thenComparing(Anomaly::namespace)
          .thenComparing(Anomaly::object)
          .thenComparing(Anomaly::what);

  @Override
  public int compareTo(Anomaly other) {
    return ORDER.compare(this, other);
  }

  /// One line for people.
  @Override
  public String toString() {
    return object + ": " + what + "; " + next;
  }
}
