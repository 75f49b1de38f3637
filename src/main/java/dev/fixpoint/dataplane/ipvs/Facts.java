// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import java.util.ArrayList;
import java.util.List;

/// What a frontend brings into the kernel beside its virtual service. Pure.
final class Facts {

  private Facts() {}

  static List<Fact> of(Frontend frontend, Forward forward) {
    var family = frontend.address().family();
    var element = Service.of(frontend).element();
    boolean outside = frontend.isOutside();
    var facts = new ArrayList<Fact>();
    if (!forward.guard().ofNode()) {
      var address = frontend.address().toString();
      facts.add(new Fact(family, outside ? Sets.EDGE : Sets.VIPS, address));
      facts.add(new Fact(family, Sets.ROUTES, address));
    }
    if (forward.shares().isEmpty()) {
      var refused = forward.guard().drops() ? Sets.OUTER_DROPPED : Sets.OUTER_REFUSED;
      facts.add(new Fact(family, outside ? refused : Sets.REFUSED, element));
    } else {
      facts.add(new Fact(family, outside ? Sets.OUTER : Sets.FRONTS, element));
      facts.add(new Fact(family, Sets.SERVICES, element));
    }
    for (var target : forward.targets()) {
      if (target.local()) {
        var pod = new Service(target.address(), frontend.protocol(), target.port());
        facts.add(new Fact(family, Sets.PODS, target.address().toString()));
        facts.add(new Fact(family, Sets.LOOP, pod.element() + "," + target.address()));
      }
    }
    forward
        .access()
        .ifPresent(
            access ->
                facts.add(
                    new Fact(
                        family, Sets.guarded(Rule.of(family, access).id(), outside), element)));
    return facts;
  }

  /// What a service needs that is due.
  static List<Fact> of(Service service) {
    var family = service.address().family();
    return service.isMarked()
        ? List.of(
            new Fact(family, Sets.MARKS, service.element()),
            new Fact(family, Sets.DIVIDED, service.plain().element()))
        : List.of();
  }

  /// What a service keeps that has only connections left.
  ///
  /// @param routed whether its address is the node's own by our doing
  static List<Fact> ofEnding(Service service, boolean routed) {
    var family = service.address().family();
    var facts = new ArrayList<Fact>();
    facts.add(new Fact(family, service.isMarked() ? Sets.MARKS : Sets.SERVICES, service.element()));
    if (routed) {
      facts.add(new Fact(family, Sets.VIPS, service.address().toString()));
      facts.add(new Fact(family, Sets.ROUTES, service.address().toString()));
    }
    return facts;
  }
}
