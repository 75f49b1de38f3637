// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.audit.EndpointAudit.Facts;
import dev.fixpoint.audit.EndpointAudit.Published;
import dev.fixpoint.audit.EndpointAudit.Routed;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EndpointAuditTest {
  private static final Key CHECKOUT = new Key("shop", "checkout");

  /// Addresses, separated by blanks.
  ///
  /// @param owner UID of the only VirtualService there is; routes and slices are of u1
  record Row(
      String name,
      String owner,
      String routed,
      String published,
      String ready,
      String pods,
      String... expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(
            "all agree", "u1", "10.1.0.1", "10.1.0.1 10.1.0.2", "10.1.0.1", "10.1.0.1 10.1.0.2"),
        new Row(
            "a pod is gone, and all still have it",
            "u1",
            "10.1.0.1",
            "10.1.0.1",
            "10.1.0.1",
            "",
            "RoutedWithoutPod routingintent/checkout -n shop",
            "PublishedWithoutPod endpointslice/checkout-fixpoint-0 -n shop"),
        new Row(
            "routed to what is not published",
            "u1",
            "10.1.0.1 10.1.0.2",
            "10.1.0.1",
            "10.1.0.1",
            "10.1.0.1 10.1.0.2",
            "RoutedNotPublished routingintent/checkout -n shop"),
        new Row(
            "published as not ready, of a pod that is gone",
            "u1",
            "10.1.0.1",
            "10.1.0.1 10.1.0.2",
            "10.1.0.1",
            "10.1.0.1"),
        new Row(
            "a slice that is left",
            "u2",
            "",
            "10.1.0.1",
            "10.1.0.1",
            "",
            "OrphanSlice endpointslice/checkout-fixpoint-0 -n shop"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void finds(Row row) {
    var facts =
        new Facts(
            Set.of(row.owner()),
            List.of(new Routed(CHECKOUT, "u1", ips(row.routed()))),
            List.of(
                new Published(
                    CHECKOUT, "checkout-fixpoint-0", "u1", ips(row.published()), ips(row.ready()))),
            Map.of("shop", ips(row.pods())));

    assertThat(EndpointAudit.of(facts))
        .extracting(found -> found.kind() + " " + found.object())
        .containsExactly(row.expected());
  }

  private static Set<Ip> ips(String text) {
    return Stream.of(text.split(" "))
        .filter(ip -> !ip.isEmpty())
        .map(Ip::of)
        .collect(Collectors.toSet());
  }
}
