// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.access.Contacted;
import dev.fixpoint.api.v1alpha1.NodeRouting;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.RoutingWire;
import dev.fixpoint.wire.RoutingWire.Ack;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuditReportTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Key WEB = new Key("shop", "web");
  private static final Pod POD = Sample.pod("front-1", "10.1.0.7", true);

  @Test
  void namesThePodAndPutsWhoWasDeniedFirst() {
    var report =
        AuditReport.of(
            List.of(
                routing("n1", contact("10.1.0.9", true, 5, 10)),
                routing("n2", contact("10.1.0.7", false, 3, 600))),
            List.of(POD),
            key -> true,
            NOW);

    assertThat(report.text().lines().map(line -> line.split("\\s{2,}")))
        .containsExactly(
            new String[] {
              "VERDICT", "SERVICE", "PORT", "CLIENT", "ADDRESS", "CONNECTIONS", "LAST", "NODE"
            },
            new String[] {
              "denied",
              "shop/web",
              "80/TCP",
              "pod " + POD.getMetadata().getNamespace() + "/front-1",
              "10.1.0.7",
              "3",
              "10m ago",
              "n2"
            },
            new String[] {"allowed", "shop/web", "80/TCP", "-", "10.1.0.9", "5", "10s ago", "n1"});
  }

  @Test
  void ofOtherServicesNothingIsShown() {
    var report =
        AuditReport.of(
            List.of(routing("n1", contact("10.1.0.9", true, 5, 10))),
            List.of(),
            key -> key.name().equals("other"),
            NOW);

    assertThat(report.text()).startsWith("no node remembers a client");
  }

  @Test
  void aNodeTellsOfAHundredClientsAndOfDeniedOnesFirst() {
    var contacts = new ArrayList<Contacted>();
    for (int i = 0; i < 200; i++) {
      contacts.add(contact("10.1.1." + i, i != 150, 1, i));
    }
    var routing = routing("n1", contacts.toArray(new Contacted[0]));

    assertThat(routing.getStatus().getContacts()).hasSize(100);
    assertThat(routing.getStatus().getContacts().getFirst().getClient()).isEqualTo("10.1.1.150");
  }

  private static Contacted contact(String client, boolean admitted, long count, long secondsAgo) {
    return new Contacted(
        WEB, "80/TCP", Ip.of(client), admitted, count, NOW.minusSeconds(secondsAgo));
  }

  private static NodeRouting routing(String node, Contacted... contacts) {
    var ack =
        new Ack(
            "nftables",
            List.of("TCP"),
            1,
            1,
            1,
            Map.of(),
            List.of(contacts),
            0,
            Optional.empty(),
            "0",
            Instant.EPOCH);
    return RoutingWire.print(node, ack, NOW);
  }
}
