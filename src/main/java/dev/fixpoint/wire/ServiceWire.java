// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.api.v1alpha1.ServicePort;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.api.v1alpha1.VirtualServiceSpec;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import dev.fixpoint.vip.VipService;
import dev.fixpoint.vip.VipService.Backend;
import dev.fixpoint.vip.VipService.Port;
import dev.fixpoint.vip.VipService.TargetPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// VirtualService → [VipService].
public final class ServiceWire {
  private ServiceWire() {}

  public static Key keyOf(HasMetadata object) {
    return new Key(object.getMetadata().getNamespace(), object.getMetadata().getName());
  }

  public static boolean isPaused(VirtualService service) {
    var annotations = service.getMetadata().getAnnotations();
    return annotations != null && "true".equals(annotations.get(Names.PAUSED));
  }

  /// Whether its name shall answer with its addresses.
  public static boolean wantsDns(VirtualService service) {
    return !Boolean.FALSE.equals(service.getSpec().getDns());
  }

  public static Parsed<VipService> parse(VirtualService resource) {
    var spec = resource.getSpec();
    if (spec == null || spec.getSelector() == null || spec.getPorts().isEmpty()) {
      return Parsed.invalid(List.of("spec: needs a selector and at least one port"));
    }
    var problems = new ArrayList<String>();
    var wish = WishWire.parse(spec.getAddresses(), problems);
    var ports = spec.getPorts().stream().map(port -> port(port, problems)).toList();
    var reach = ReachWire.parse(spec, wish, problems);
    var balancing = BalancingWire.parse(spec.getLoadBalancing(), problems);
    problems.addAll(AccessWire.parse(resource).problems());
    if (!problems.isEmpty()) {
      return Parsed.invalid(problems);
    }
    return Parsed.ok(
        new VipService(
            keyOf(resource),
            resource.getMetadata().getUid(),
            resource.getMetadata().getGeneration(),
            SelectorWire.parse(spec.getSelector()),
            ports,
            backends(spec),
            wish,
            reach,
            Boolean.TRUE.equals(spec.getPublishNotReadyAddresses()),
            balancing));
  }

  private static List<Backend> backends(VirtualServiceSpec spec) {
    return spec.getBackends().isEmpty()
        ? List.of(Backend.ALL)
        : spec.getBackends().stream().map(ServiceWire::backend).toList();
  }

  private static Backend backend(dev.fixpoint.api.v1alpha1.Backend backend) {
    var selector =
        Optional.ofNullable(backend.getSelector())
            .map(SelectorWire::parse)
            .orElse(Backend.ALL.selector());
    int weight = Optional.ofNullable(backend.getWeight()).orElse(Backend.ALL.weight());
    return new Backend(backend.getName(), weight, selector);
  }

  private static Port port(ServicePort port, List<String> problems) {
    var protocol = port.getProtocol() == null ? "TCP" : port.getProtocol().name();
    var name = Optional.ofNullable(port.getName()).orElse("");
    return new Port(name, Protocol.valueOf(protocol), port.getPort(), target(port, problems));
  }

  private static TargetPort target(ServicePort port, List<String> problems) {
    var target = port.getTargetPort();
    if (target == null) {
      return new TargetPort.Number(port.getPort());
    }
    if (target.getStrVal() != null) {
      return new TargetPort.Named(target.getStrVal());
    }
    int number = target.getIntVal();
    if (number < 1 || number > 65535) {
      problems.add("spec.ports: the targetPort %d is not in 1 to 65535".formatted(number));
    }
    return new TargetPort.Number(number);
  }
}
