// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.access.Contacted;
import dev.fixpoint.api.v1alpha1.AgentStatus;
import dev.fixpoint.api.v1alpha1.KernelStatus;
import dev.fixpoint.api.v1alpha1.NodeRouting;
import dev.fixpoint.api.v1alpha1.NodeRoutingStatus;
import dev.fixpoint.api.v1alpha1.RoutingFailure;
import dev.fixpoint.api.v1alpha1.Watermarks;
import dev.fixpoint.status.Reason;
import dev.fixpoint.status.Refusal;
import dev.fixpoint.status.Rollout.LiveNode;
import dev.fixpoint.vip.Key;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// NodeRouting ↔ what an agent says of its node.
public final class RoutingWire {
  private static final int MAX_FAILURES = 100;
  private static final int MAX_MESSAGE = 512;

  private RoutingWire() {}

  /// An agent's ack.
  ///
  /// @param capabilities what the backend can do on this kernel
  /// @param watermark the resourceVersion up to which the kernel reflects the RoutingIntents
  /// @param clients the resourceVersion up to which it reflects the AddressSets
  /// @param services how many VirtualServices the kernel routes
  /// @param failures VirtualServices that the kernel refused
  /// @param contacts clients that rules with an audit have decided about
  /// @param differences elements that were found different from what was written, since the start
  public record Ack(
      String backend,
      List<String> capabilities,
      long watermark,
      long clients,
      int services,
      Map<Key, String> failures,
      List<Contacted> contacts,
      long differences,
      Optional<Instant> lastDifference,
      String version,
      Instant started) {}

  /// The node as the operator sees it; empty before the first ack.
  public static Optional<LiveNode> parse(NodeRouting resource) {
    var status = Optional.ofNullable(resource.getStatus());
    var watermarks = status.map(NodeRoutingStatus::getWatermarks);
    var intents = version(watermarks.map(Watermarks::getRoutingIntents));
    var clients = version(watermarks.map(Watermarks::getAddressSets)).orElse(0L);
    var failures = new HashMap<Key, String>();
    status
        .map(NodeRoutingStatus::getFailures)
        .orElse(List.of())
        .forEach(f -> failures.put(new Key(text(f.getNamespace()), text(f.getName())), why(f)));
    var name = resource.getMetadata().getName();
    return intents.map(version -> new LiveNode(name, version, clients, Map.copyOf(failures)));
  }

  private static Optional<Long> version(Optional<String> text) {
    return text.filter(t -> t.matches("[0-9]{1,18}")).map(Long::valueOf);
  }

  private static String why(RoutingFailure failure) {
    var message = failure.getMessage() == null ? text(failure.getReason()) : failure.getMessage();
    return Reason.BackendUnsupported.name().equals(failure.getReason())
        ? Refusal.unsupported(message)
        : message;
  }

  private static String text(String text) {
    return Objects.requireNonNullElse(text, "");
  }

  public static NodeRouting print(String node, Ack ack, Instant now) {
    var status = new NodeRoutingStatus();
    var watermarks = new Watermarks();
    watermarks.setRoutingIntents(Long.toString(ack.watermark()));
    watermarks.setAddressSets(Long.toString(ack.clients()));
    status.setWatermarks(watermarks);
    status.setBackend(ack.backend());
    status.setCapabilities(ack.capabilities());
    status.setVirtualServices(ack.services());
    status.setFailed(ack.failures().size());
    status.setFailures(
        ack.failures().entrySet().stream().limit(MAX_FAILURES).map(RoutingWire::failure).toList());
    status.setContacts(ContactWire.print(ack.contacts()));
    var kernel = new KernelStatus();
    kernel.setDifferences(ack.differences());
    ack.lastDifference().ifPresent(time -> kernel.setLastDifferenceTime(time.toString()));
    status.setKernel(kernel);
    var agent = new AgentStatus();
    agent.setVersion(ack.version());
    agent.setStartTime(ack.started().toString());
    status.setAgent(agent);
    status.setHeartbeatTime(now.toString());
    var routing = new NodeRouting();
    routing.setMetadata(new ObjectMetaBuilder().withName(node).build());
    routing.setStatus(status);
    return routing;
  }

  private static RoutingFailure failure(Map.Entry<Key, String> entry) {
    var message = Refusal.message(entry.getValue());
    var failure = new RoutingFailure();
    failure.setNamespace(entry.getKey().namespace());
    failure.setName(entry.getKey().name());
    failure.setReason(
        Refusal.isUnsupported(entry.getValue())
            ? Reason.BackendUnsupported.name()
            : "KernelRefused");
    failure.setMessage(
        message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message);
    return failure;
  }
}
