// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.vip.Ip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RendezvousTest {
  private static final List<String> NODES =
      IntStream.rangeClosed(1, 10).mapToObj(i -> "n" + i).toList();

  @Test
  void withoutANodeNobodyAnnounces() {
    assertThat(Rendezvous.choose(Ip.of("203.0.113.7"), List.of())).isEmpty();
  }

  @Test
  void theOrderOfTheNodesDoesNotMatter() {
    for (int i = 0; i < 256; i++) {
      var address = Ip.of("203.0.113." + i);
      assertThat(Rendezvous.choose(address, NODES.reversed()))
          .isEqualTo(Rendezvous.choose(address, NODES));
    }
  }

  @Test
  void everyNodeHasAPart() {
    var counts = new HashMap<String, Integer>();
    for (int i = 0; i < 256; i++) {
      var node = Rendezvous.choose(Ip.of("203.0.113." + i), NODES).orElseThrow();
      counts.merge(node, 1, Integer::sum);
    }
    assertThat(counts.keySet()).containsExactlyInAnyOrderElementsOf(NODES);
    assertThat(counts.values()).allMatch(count -> count > 10 && count < 50);
  }

  @Test
  void aNodeThatGoesMovesOnlyWhatItHad() {
    var left = new ArrayList<>(NODES);
    left.remove("n4");
    for (int i = 0; i < 256; i++) {
      var address = Ip.of("203.0.113." + i);
      var before = Rendezvous.choose(address, NODES).orElseThrow();
      var after = Rendezvous.choose(address, left).orElseThrow();
      assertThat(after.equals(before)).isEqualTo(!before.equals("n4"));
    }
  }
}
