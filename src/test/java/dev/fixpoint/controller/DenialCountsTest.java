// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.controller.DenialNews.Denial;
import dev.fixpoint.ops.Meters;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DenialCountsTest {
  private static final Key WEB = new Key("shop", "web");
  private static final Key API = new Key("shop", "api");
  private static final Ip CLIENT = Ip.of("10.1.0.7");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final DenialCounts counts = new DenialCounts(new Meters(registry));

  private void deny(Key service, Ip client, long connections) {
    counts.add(
        List.of(new Denial(service, "80/TCP", client, connections)),
        Map.of(client, "address " + client),
        0);
  }

  private Map<String, Double> rows() {
    var rows = new TreeMap<String, Double>();
    for (var counter : registry.find("fixpoint.access.denied").counters()) {
      var id = counter.getId();
      rows.put(id.getTag("virtualservice") + " " + id.getTag("client"), counter.count());
    }
    return rows;
  }

  @Test
  void addsUpByServiceAndClient() {
    deny(WEB, CLIENT, 3);
    deny(WEB, CLIENT, 2);
    deny(API, CLIENT, 1);

    assertThat(rows())
        .isEqualTo(Map.of("shop/web address 10.1.0.7", 5.0, "shop/api address 10.1.0.7", 1.0));
  }

  @Test
  void beyondSomeClientsOfAServiceTheyAreOthers() {
    for (int i = 0; i < 100; i++) {
      deny(WEB, CLIENT.plus(i), 1);
    }
    deny(WEB, CLIENT, 1);

    assertThat(rows()).hasSize(21).containsEntry("shop/web others", 80.0);
    assertThat(rows()).containsEntry("shop/web address 10.1.0.7", 2.0);
  }

  @Test
  void howeverManyServicesAndClientsTheRowsAreBounded() {
    for (int service = 0; service < 500; service++) {
      for (int i = 0; i < 25; i++) {
        deny(new Key("shop", "s" + service), CLIENT.plus(i), 1);
      }
    }

    assertThat(rows()).hasSizeLessThan(1_100).containsKey("others others");
    assertThat(rows().values().stream().mapToDouble(v -> v).sum()).isEqualTo(500 * 25);
  }

  @Test
  void goneServicesAndClientsThatStayAwayAreForgotten() {
    deny(WEB, CLIENT, 1);
    deny(API, CLIENT, 1);

    counts.keep(Set.of(WEB), Duration.ofMinutes(59).toNanos());
    assertThat(rows()).containsOnlyKeys("shop/web address 10.1.0.7");
    counts.keep(new HashSet<>(Set.of(WEB)), Duration.ofMinutes(60).toNanos());
    assertThat(rows()).isEmpty();
    assertThat(counts.isEmpty()).isTrue();
  }
}
