// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import dev.fixpoint.api.v1alpha1.AddressPool;
import dev.fixpoint.api.v1alpha1.AddressSet;
import dev.fixpoint.api.v1alpha1.NodeRouting;
import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.FaultProxy;
import dev.fixpoint.kit.FixpointProcess;
import dev.fixpoint.kit.SimNode;
import dev.fixpoint.wire.Names;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An operator and nodes with agents, all real processes of the built jar, on a control plane.
public final class Fleet implements AutoCloseable {
  private static final Map<String, String> OURS =
      Map.of(Names.SLICE_MANAGED_BY, Names.MANAGED_BY_VALUE);

  private final ControlPlane controlPlane;
  private final Map<String, String> settings;
  private final Map<String, SimNode> nodes = new LinkedHashMap<>();
  private final Map<String, FixpointProcess> agents = new LinkedHashMap<>();
  private final List<FaultProxy> proxies = new ArrayList<>();
  private FixpointProcess operator;

  private Fleet(ControlPlane controlPlane, Map<String, String> settings) {
    this.controlPlane = controlPlane;
    this.settings = settings;
  }

  /// Removes what tests before this one have left in the cluster they share.
  private void clear() {
    var client = controlPlane.client();
    client.leases().inNamespace("fixpoint-system").delete();
    client.resources(AddressPool.class).delete();
    client.resources(VirtualService.class).inAnyNamespace().delete();
    client.resources(RoutingIntent.class).inAnyNamespace().delete();
    client.resources(AddressSet.class).delete();
    client.resources(EndpointSlice.class).inAnyNamespace().withLabels(OURS).delete();
    client
        .resources(IPAddress.class)
        .withLabel(Names.ADDRESS_MANAGED_BY, Names.MANAGED_BY_VALUE)
        .delete();
  }

  /// @param settings environment variables of both roles
  public static Fleet start(
      ControlPlane controlPlane, Map<String, String> settings, String... names) {
    var fleet = new Fleet(controlPlane, settings);
    fleet.clear();
    try {
      for (var name : names) {
        fleet.nodes.put(name, controlPlane.node(name, "zone-" + name));
      }
      fleet.startOperator();
      for (var name : names) {
        fleet.startAgent(name);
      }
      fleet.operator.awaitReady();
      fleet.agents.values().forEach(FixpointProcess::awaitReady);
      return fleet;
    } catch (RuntimeException | Error e) {
      fleet.close();
      throw e;
    }
  }

  public SimNode node(String name) {
    return nodes.get(name);
  }

  public FixpointProcess operator() {
    return operator;
  }

  public FixpointProcess agent(String node) {
    return agents.get(node);
  }

  public void startOperator() {
    startOperator(Map.of());
  }

  /// Starts one more operator; the earlier one, if it still lives, is the caller's to end.
  ///
  /// @param more settings beside those of the fleet
  void startOperator(Map<String, String> more) {
    var all = new HashMap<>(settings);
    all.putAll(more);
    operator = controlPlane.startOperator(all);
  }

  void startAgent(String node) {
    startAgent(node, Map.of());
  }

  /// @param more settings beside those of the fleet
  void startAgent(String node, Map<String, String> more) {
    var all = new HashMap<>(settings);
    all.putAll(more);
    agents.put(node, controlPlane.startAgent(nodes.get(node), all));
  }

  /// A further node, without an agent.
  void addNode(String node) {
    nodes.put(node, controlPlane.node(node, "zone-" + node));
  }

  /// Starts an agent anew behind a proxy.
  FaultProxy proxy(String node) {
    return proxy(node, Map.of());
  }

  /// As [#proxy], with more settings.
  FaultProxy proxy(String node, Map<String, String> more) {
    var proxy = controlPlane.agentProxy(nodes.get(node));
    proxies.add(proxy);
    agents.get(node).kill();
    var all = new HashMap<>(more);
    all.put("KUBECONFIG", proxy.kubeconfig().toString());
    startAgent(node, all);
    return proxy;
  }

  /// Starts the operator anew behind a proxy.
  ///
  /// @param more settings beside those of the fleet
  FaultProxy proxyOperator(Map<String, String> more) {
    var proxy = controlPlane.operatorProxy();
    proxies.add(proxy);
    operator.kill();
    var all = new HashMap<>(more);
    all.put("KUBECONFIG", proxy.kubeconfig().toString());
    startOperator(all);
    return proxy;
  }

  @Override
  public void close() {
    agents.values().forEach(FixpointProcess::kill);
    if (operator != null) {
      operator.kill();
    }
    proxies.forEach(FaultProxy::close);
    nodes.values().forEach(SimNode::delete);
    controlPlane.client().resources(NodeRouting.class).delete();
  }
}
