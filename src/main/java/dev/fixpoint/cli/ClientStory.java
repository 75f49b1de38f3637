// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.access.Admission;
import dev.fixpoint.access.Admission.Client;
import dev.fixpoint.access.Clients;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.AccessWire;
import dev.fixpoint.wire.PodWire;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether a certain client may connect, by the function that the operator admits clients with.
///
/// @param text such as `pod shop/front may connect: spec.access.from[0] admits …`
record ClientStory(boolean admitted, String text) {

  /// @param namespaceLabels of the pod's Namespace
  static ClientStory of(
      VirtualService service,
      Pod pod,
      Map<String, String> namespaceLabels,
      Collection<NodeView> nodes) {
    var parsed = PodWire.parse(pod);
    var key = new Key(pod.getMetadata().getNamespace(), parsed.name());
    var addresses = Clients.addresses(parsed);
    boolean foreign = addresses.stream().anyMatch(ip -> isOfNode(ip, nodes));
    var client =
        new Client(key.namespace(), namespaceLabels, Optional.of(parsed), addresses, foreign);
    return of(service, client, "pod " + key);
  }

  static ClientStory of(VirtualService service, Ip address) {
    var client = new Client("", Map.of(), Optional.empty(), List.of(address), false);
    return of(service, client, "address " + address);
  }

  private static ClientStory of(VirtualService service, Client client, String name) {
    var access = AccessWire.parse(service).value();
    if (access.isEmpty()) {
      return new ClientStory(false, name + " cannot be judged: spec.access is not valid");
    }
    var admission = Admission.of(access.get(), client);
    var may = admission.admitted() ? " may connect: " : " may not connect: ";
    return new ClientStory(admission.admitted(), name + may + admission.why());
  }

  private static boolean isOfNode(Ip ip, Collection<NodeView> nodes) {
    return nodes.stream()
        .flatMap(view -> view.node().stream())
        .anyMatch(node -> node.addresses().contains(ip.toString()));
  }
}
