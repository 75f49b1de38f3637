// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.Served;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Guard;
import dev.fixpoint.forwarding.Share;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.ops.Meters;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final Target ONE = new Target(Ip.of("10.1.0.1"), 8080, true);
  private static final Target TWO = new Target(Ip.of("10.1.0.2"), 8080, false);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Tally tally = new Tally(new Meters(registry), 2);

  private static Frontend frontend(int number) {
    return new Frontend(Ip.of("10.96.0." + number), Protocol.TCP, 80);
  }

  private static Forward forward(String name, Share... shares) {
    return new Forward(new Key("shop", name), List.of(shares), Guard.NONE);
  }

  /// `shop/web stable` → its count
  private Map<String, Double> rows() {
    return registry.getMeters().stream()
        .collect(
            Collectors.toMap(
                meter ->
                    meter.getId().getTag("virtualservice") + " " + meter.getId().getTag("backend"),
                meter -> meter.measure().iterator().next().getValue(),
                Double::sum,
                TreeMap::new));
  }

  @Test
  void connectionsAreCountedByBackend() {
    var canary =
        forward("web", new Share(3, List.of(ONE), "stable"), new Share(1, List.of(TWO), "canary"));
    var table = Map.of(frontend(1), canary);
    tally.look(List.of(new Served(frontend(1), ONE, 6), new Served(frontend(1), TWO, 2)), table);
    tally.look(List.of(new Served(frontend(1), ONE, 1)), table);
    assertThat(rows()).isEqualTo(Map.of("shop/web stable", 7.0, "shop/web canary", 2.0));
  }

  @Test
  void aTargetOfTwoBackendsIsCountedForBothByWeight() {
    var both =
        forward("web", new Share(3, List.of(ONE), "old"), new Share(2, List.of(ONE, TWO), "new"));
    tally.look(List.of(new Served(frontend(1), ONE, 8)), Map.of(frontend(1), both));
    assertThat(rows()).isEqualTo(Map.of("shop/web old", 6.0, "shop/web new", 2.0));
  }

  @Test
  void connectionsToAnEndpointThatHasLeftCountForTheService() {
    var web = forward("web", new Share(1, List.of(ONE), "default"));
    tally.look(List.of(new Served(frontend(1), TWO, 5)), Map.of(frontend(1), web));
    assertThat(rows()).isEqualTo(Map.of("shop/web ", 5.0));
  }

  @Test
  void pastTheLimitAllAreCountedTogether() {
    var table = new TreeMap<Frontend, Forward>();
    for (int i = 1; i <= 4; i++) {
      table.put(frontend(i), forward("s" + i, new Share(1, List.of(ONE), "default")));
    }
    tally.look(
        table.keySet().stream().map(frontend -> new Served(frontend, ONE, 1)).toList(), table);
    assertThat(rows())
        .isEqualTo(Map.of("shop/s1 default", 1.0, "shop/s2 default", 1.0, "(others) ", 2.0));
  }

  @Test
  void aServiceThatIsGoneMakesRoomForAnother() {
    var share = new Share(1, List.of(ONE), "default");
    var one = forward("s1", share);
    var two = forward("s2", share);
    var three = forward("s3", share);
    tally.look(
        List.of(new Served(frontend(1), ONE, 1), new Served(frontend(2), ONE, 1)),
        Map.of(frontend(1), one, frontend(2), two));
    tally.look(
        List.of(new Served(frontend(3), ONE, 1)), Map.of(frontend(2), two, frontend(3), three));
    assertThat(rows()).isEqualTo(Map.of("shop/s2 default", 1.0, "shop/s3 default", 1.0));
  }
}
