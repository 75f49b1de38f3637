// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.audit;

import java.util.Comparator;

/// Pods, EndpointSlices and RoutingIntents of a VirtualService that do not agree.
///
/// @param object as kubectl names it: `endpointslice/checkout-fixpoint-0 -n shop`
/// @param namespace that it is in
/// @param what is wrong, as it continues `OBJECT: ...`
/// @param next the next step
public record Mismatch(Kind kind, String object, String namespace, String what, String next)
    implements Comparable<Mismatch> {

  /// The closed set that scripts may rely on.
  public enum Kind {
    /// An intent sends connections to an address that no pod of its namespace has.
    RoutedWithoutPod,
    /// An intent sends connections to an address that no EndpointSlice of its VirtualService shows.
    RoutedNotPublished,
    /// An EndpointSlice shows as ready an address that no pod of its namespace has.
    PublishedWithoutPod,
    /// An EndpointSlice is for a VirtualService that is not there.
    OrphanSlice
  }

  private static final Comparator<Mismatch> ORDER =
      Comparator.comparing(Mismatch::kind)
          .thenComparing(Mismatch::namespace)
          .thenComparing(Mismatch::object)
          .thenComparing(Mismatch::what);

  @Override
  public int compareTo(Mismatch other) {
    return ORDER.compare(this, other);
  }

  /// One line for people.
  @Override
  public String toString() {
    return object + ": " + what + "; " + next;
  }
}
