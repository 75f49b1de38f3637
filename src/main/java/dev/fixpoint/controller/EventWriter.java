// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.NodeRouting;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.audit.Anomaly;
import dev.fixpoint.status.Finding;
import dev.fixpoint.status.Reason;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.AnnouncerWire;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/// Tells people of trouble once: a Warning event when a condition becomes false, or false for
/// another reason, and when a node no longer counts. That nodes have yet to follow is no trouble:
/// the condition tells it, and the events of the nodes that stay behind.
@Singleton
class EventWriter {
  private static final Logger LOG = Logger.getLogger(EventWriter.class);

  private static final Set<Reason> NO_TROUBLE =
      Set.of(Reason.NoConflict, Reason.InRange, Reason.Pending);

  private static final String NOT_COUNTED = "NodeNotCounted";
  private static final String COUNTED = "NodeCounted";

  private static final String DENIED = "AccessDenied";

  private final KubernetesClient client;

  EventWriter(KubernetesClient client) {
    this.client = client;
  }

  void warn(HasMetadata about, List<Condition> before, List<Finding> findings) {
    findings.stream()
        .filter(EventWriter::isTrouble)
        .filter(finding -> isNews(finding, before))
        .forEach(finding -> write(about, "Warning", finding.reason().name(), finding.message()));
  }

  private static boolean isTrouble(Finding finding) {
    return !NO_TROUBLE.contains(finding.reason())
        && (finding.status().equals("False") || finding.reason() == Reason.OutOfRange);
  }

  private static boolean isNews(Finding finding, List<Condition> before) {
    return before.stream()
        .filter(condition -> condition.getType().equals(finding.type()))
        .noneMatch(
            condition ->
                condition.getStatus().equals(finding.status())
                    && condition.getReason().equals(finding.reason().name()));
  }

  /// Tells of something that has been wrong with an address for long, as an Event about the
  /// VirtualService that it concerns, or else about the IPAddress.
  void anomaly(Anomaly anomaly, Optional<Key> service) {
    var about =
        service
            .<HasMetadata>map(
                key ->
                    client
                        .resources(VirtualService.class)
                        .inNamespace(key.namespace())
                        .withName(key.name())
                        .get())
            .or(
                () ->
                    anomaly.addresses().stream()
                        .<HasMetadata>map(
                            ip -> client.resources(IPAddress.class).withName(ip.toString()).get())
                        .filter(Objects::nonNull)
                        .findFirst());
    about.ifPresent(object -> write(object, "Warning", anomaly.kind().name(), anomaly.toString()));
  }

  /// Tells of a node that no longer counts, or counts again, as an Event about its NodeRouting.
  void node(String name, boolean counts, String message) {
    var about = client.resources(NodeRouting.class).withName(name).get();
    if (about != null) {
      write(about, counts ? "Normal" : "Warning", counts ? COUNTED : NOT_COUNTED, message);
    }
  }

  /// Tells of external addresses that another node announces than before.
  void moved(HasMetadata about, List<AnnouncerWire.Move> moves) {
    moves.forEach(
        move ->
            write(about, move.lost() ? "Warning" : "Normal", "AnnouncerChanged", move.message()));
  }

  /// Tells of clients that a rule of access did not admit.
  void denied(HasMetadata about, String message) {
    write(about, "Warning", DENIED, message);
  }

  private void write(HasMetadata about, String type, String reason, String message) {
    var metadata = about.getMetadata();
    var namespace = Optional.ofNullable(metadata.getNamespace()).orElse("default");
    var now = Instant.now().toString();
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withGenerateName(metadata.getName() + ".")
            .endMetadata()
            .withNewInvolvedObject()
            .withApiVersion(about.getApiVersion())
            .withKind(about.getKind())
            .withNamespace(metadata.getNamespace())
            .withName(metadata.getName())
            .withUid(metadata.getUid())
            .endInvolvedObject()
            .withType(type)
            .withReason(reason)
            .withMessage(message)
            .withNewSource()
            .withComponent(Publisher.FIELD_MANAGER)
            .endSource()
            .withReportingComponent("fixpoint.dev/operator")
            .withFirstTimestamp(now)
            .withLastTimestamp(now)
            .withCount(1)
            .build();
    try {
      client.resource(event).create();
    } catch (KubernetesClientException e) {
      LOG.debugf("event %s was not written: %s", reason, e.getMessage());
    }
  }
}
