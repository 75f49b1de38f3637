// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.access.Admission;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.wire.AccessWire;

/// Whether the rule of access admits a client, by the function that the operator admits clients
/// with.
///
/// @param text such as `pod shop/front may connect: spec.access.from[0] admits …`
record ClientStory(boolean admitted, String text) {

  static ClientStory of(VirtualService service, Visitor visitor) {
    var access = AccessWire.parse(service).value();
    if (access.isEmpty()) {
      return new ClientStory(false, visitor.name() + " cannot be judged: spec.access is not valid");
    }
    var admission = Admission.of(access.get(), visitor.client());
    var may = admission.admitted() ? " may connect: " : " may not connect: ";
    var where = visitor.node().map(node -> ", on node " + node).orElse("");
    return new ClientStory(admission.admitted(), visitor.name() + where + may + admission.why());
  }
}
