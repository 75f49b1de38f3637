// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

import dev.fixpoint.intent.Intent.Destination;
import dev.fixpoint.vip.Traffic.Preference;
import dev.fixpoint.vip.Traffic.Scope;
import java.util.List;
import java.util.function.Predicate;

/// Which endpoints of a service a node uses, as kube-proxy's `CategorizeEndpoints` decides it, for
/// each backend. Pure.
///
/// In both scopes the ready endpoints come first. Where none of that scope is ready, whatever its
/// backend, those that are terminating and still serve are used (KEP-1669): so the last pod of a
/// node goes on serving its node while the cluster has ready ones.
final class Candidates {

  /// An endpoint with the port that is asked for.
  record Candidate(Destination destination, int port) {

    boolean isReady() {
      return destination.ready();
    }
  }

  private Candidates() {}

  /// @param backends the endpoints of each backend that takes connections
  /// @return what is left of each, in the same order
  static List<List<Candidate>> of(
      Scope scope, Preference prefer, List<List<Candidate>> backends, Place here) {
    var inScope =
        switch (scope) {
          case CLUSTER -> backends;
          case LOCAL -> backends.stream().map(all -> matching(all, isOn(here))).toList();
        };
    if (inScope.stream().flatMap(List::stream).noneMatch(Candidate::isReady)) {
      return inScope; // preferences do not count among those that are ending
    }
    return inScope.stream()
        .map(all -> matching(all, Candidate::isReady))
        .map(ready -> scope == Scope.LOCAL ? ready : preferred(prefer, ready, here))
        .toList();
  }

  private static List<Candidate> preferred(Preference prefer, List<Candidate> ready, Place here) {
    return switch (prefer) {
      case NONE -> ready;
      case SAME_ZONE -> sameZone(ready, here);
      case SAME_NODE -> {
        boolean known = ready.stream().noneMatch(c -> c.destination().node().isEmpty());
        var near = matching(ready, isOn(here));
        yield known && !near.isEmpty() ? near : sameZone(ready, here);
      }
    };
  }

  /// Where one endpoint has no zone the zones say nothing about the load, and do not count
  /// (KEP-2433): those that have one would get all of it.
  private static List<Candidate> sameZone(List<Candidate> ready, Place here) {
    boolean known = ready.stream().noneMatch(c -> c.destination().zone().isEmpty());
    var near = matching(ready, c -> c.destination().zone().equals(here.zone()));
    return known && !near.isEmpty() ? near : ready;
  }

  private static Predicate<Candidate> isOn(Place here) {
    return candidate -> candidate.destination().node().equals(here.node());
  }

  private static List<Candidate> matching(List<Candidate> all, Predicate<Candidate> wanted) {
    return all.stream().filter(wanted).toList();
  }
}
