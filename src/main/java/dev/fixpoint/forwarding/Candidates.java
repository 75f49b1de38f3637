// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

import dev.fixpoint.intent.Intent.Destination;
import dev.fixpoint.vip.Traffic.Preference;
import dev.fixpoint.vip.Traffic.Scope;
import java.util.List;
import java.util.function.Predicate;

/// Which endpoints of one backend a node uses, as kube-proxy's `CategorizeEndpoints` decides it.
/// Pure.
///
/// In both scopes the ready endpoints come first. Where none of that scope is ready, those that
/// are terminating and still serve are used (KEP-1669): so the last pod of a node goes on serving
/// its node while the cluster has ready ones.
final class Candidates {

  /// An endpoint with the port that is asked for.
  record Candidate(Destination destination, int port) {

    boolean isReady() {
      return destination.ready();
    }
  }

  private Candidates() {}

  static List<Candidate> of(Scope scope, Preference prefer, List<Candidate> endpoints, Place here) {
    return switch (scope) {
      case CLUSTER -> cluster(prefer, endpoints, here);
      case LOCAL -> readyOrServing(matching(endpoints, isOn(here)));
    };
  }

  private static List<Candidate> cluster(Preference prefer, List<Candidate> endpoints, Place here) {
    var ready = matching(endpoints, Candidate::isReady);
    if (ready.isEmpty()) {
      return endpoints; // preferences do not count among those that are ending
    }
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

  private static List<Candidate> readyOrServing(List<Candidate> endpoints) {
    var ready = matching(endpoints, Candidate::isReady);
    return ready.isEmpty() ? endpoints : ready;
  }

  private static Predicate<Candidate> isOn(Place here) {
    return candidate -> candidate.destination().node().equals(here.node());
  }

  private static List<Candidate> matching(List<Candidate> all, Predicate<Candidate> wanted) {
    return all.stream().filter(wanted).toList();
  }
}
