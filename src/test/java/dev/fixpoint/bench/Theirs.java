// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.bench.report.Contender;
import dev.fixpoint.kit.Controllers;
import dev.fixpoint.kit.KubeProxy;
import dev.fixpoint.kit.Program;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// kube-controller-manager with nothing but its endpointslice controller, and kube-proxy.
record Theirs(Rig rig, Contender contender, String namespace) implements Rival {
  static final String CONTROLLER = "endpointslice-controller";

  /// So that its own limit of 20 requests a second is not what is measured.
  static final String[] UNLIMITED = {"--kube-api-qps=5000", "--kube-api-burst=5000"};

  /// Their Services have other names than our VirtualServices, which have Services of their own for
  /// DNS.
  private static final String PREFIX = "their-";

  private static final String NAME = "kubernetes.io/service-name";
  private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

  @Override
  public void deleteAll() {
    rig.controlPlane().client().services().inNamespace(namespace).delete();
  }

  @Override
  public Program startControl() {
    return Controllers.start(rig.controlPlane(), CONTROLLER, UNLIMITED);
  }

  @Override
  public Program startNode() {
    var mode = KubeProxy.Mode.valueOf(contender.backend().toUpperCase(Locale.ROOT));
    return KubeProxy.start(rig.node(), mode);
  }

  @Override
  public String controlUser() {
    return Controllers.USER;
  }

  @Override
  public String nodeUser() {
    return KubeProxy.USER;
  }

  @Override
  public List<String> stored(String service, String address) {
    var own = "/" + namespace + "/" + PREFIX + service;
    return List.of("services/specs" + own, "endpointslices" + own, "ipaddresses/" + address);
  }

  @Override
  public void create(String name, String label) {
    rig.controlPlane().client().resource(service(name, label)).create();
  }

  private Service service(String name, String label) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName(PREFIX + name)
        .withNamespace(namespace)
        .endMetadata()
        .withNewSpec()
        .addToSelector("app", label)
        .addNewPort()
        .withPort(80)
        .withNewTargetPort("http")
        .endPort()
        .endSpec()
        .build();
  }

  @Override
  public Map<String, String> addresses() {
    return rig.controlPlane().client().services().inNamespace(namespace).list().getItems().stream()
        .filter(service -> service.getMetadata().getName().startsWith(PREFIX))
        .collect(
            Collectors.toMap(
                s -> s.getMetadata().getName().substring(PREFIX.length()),
                s -> s.getSpec().getClusterIP(),
                (one, other) -> one,
                HashMap::new));
  }

  @Override
  public int published() {
    return rig
        .controlPlane()
        .client()
        .discovery()
        .v1()
        .endpointSlices()
        .inNamespace(namespace)
        .withLabel(MANAGED_BY, CONTROLLER + ".k8s.io")
        .list()
        .getItems()
        .stream()
        .filter(slice -> !slice.getEndpoints().isEmpty())
        .map(slice -> slice.getMetadata().getLabels().get(NAME))
        .collect(Collectors.toSet())
        .size();
  }
}
