// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.intent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.intent.Intent.Backend;
import dev.fixpoint.intent.Intent.Destination;
import dev.fixpoint.intent.Intent.Group;
import dev.fixpoint.intent.Intent.Port;
import dev.fixpoint.intent.Shards.Written;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import dev.fixpoint.wire.ShardWire;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardsTest {
  private static final int LIMIT = 256 * 1024;

  /// The intents of a history: this many endpoints, from this number on.
  record Step(int from, int count, int weight) {

    Intent intent() {
      return ShardsTest.intent(from, count, weight, "n1", "zone-a");
    }
  }

  @Property(tries = 100)
  void theWholeIsItsParts(@ForAll("steps") @Size(min = 1, max = 1) List<Step> steps) {
    var intent = steps.getFirst().intent();
    for (int before : List.of(0, 1, 2, 5)) {
      var shards = Shards.split(intent, before);
      assertThat(Shards.join(written(shards))).contains(intent);
      assertThat(shards).allMatch(s -> s.part().destinations().count() <= Shards.MAX_ENDPOINTS);
    }
  }

  /// An operator writes shard after shard, a node sees each write, and the remains go last.
  @Property(tries = 60)
  void aNodeSeesRevisionsThatWereMeantAndNoMixture(
      @ForAll("steps") @Size(min = 1, max = 6) List<Step> history) {
    var store = new HashMap<Integer, Written>();
    var meant = new HashSet<Optional<Intent>>();
    long version = 0;
    for (var step : history) {
      var shards = Shards.split(step.intent(), store.size());
      meant.add(Optional.of(step.intent()));
      for (var shard : shards) {
        var before = store.get(shard.index());
        if (before == null
            || !before.shard().part().equals(shard.part())
            || before.shard().revisions().size() != shards.size()) {
          store.put(shard.index(), new Written(shard, ++version));
        }
        var seen = Shards.join(store.values());
        assertThat(seen.isEmpty() || meant.contains(seen)).isTrue();
      }
      store.keySet().removeIf(index -> index >= shards.size());
      assertThat(Shards.join(store.values())).contains(step.intent());
    }
  }

  @ParameterizedTest
  @DisplayName("T26: a shard of the longest names stays below 256 KiB")
  @CsvSource({"1", "999", "1000", "1001", "5000"})
  void staysBelowItsLimit(int endpoints) {
    var intent = intent(0, endpoints, 1, "n".repeat(253), "z".repeat(63));
    for (var shard : Shards.split(intent, 0)) {
      assertThat(bytes(shard)).isLessThan(LIMIT);
      assertThat(shard.part().destinations().count()).isLessThanOrEqualTo(Shards.MAX_ENDPOINTS);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 1",
    "1000, 0, 1",
    "1000, 1, 1",
    "1001, 1, 2",
    "5000, 0, 7",
    "5000, 7, 7",
    // a number that fits is kept, until the shards are a quarter full
    "1000, 2, 2",
    "501, 2, 2",
    "250, 2, 1",
    "0, 2, 1",
    "700, 7, 1"
  })
  void areAsManyAsItTakes(int endpoints, int before, int shards) {
    assertThat(Shards.split(intent(0, endpoints, 1, "n1", ""), before)).hasSize(shards);
  }

  @Test
  void oneEndpointMoreOrLessIsOneShard() {
    var before = Shards.split(intent(0, 5_000, 1, "n1", ""), 0);
    var after = Shards.split(intent(1, 4_999, 1, "n1", ""), before.size());

    assertThat(changed(before, after)).isEqualTo(1);
  }

  @Test
  void whatAllNodesNeedIsInEachShard() {
    var before = Shards.split(intent(0, 2_000, 1, "n1", ""), 0);
    var after = Shards.split(intent(0, 2_000, 2, "n1", ""), before.size());

    assertThat(changed(before, after)).isEqualTo(before.size());
  }

  @Test
  void aShardThatIsMissingLeavesNothing() {
    var shards = new ArrayList<>(written(Shards.split(intent(0, 3_000, 1, "n1", ""), 0)));
    shards.remove(1);

    assertThat(Shards.join(shards)).isEmpty();
    assertThat(Shards.join(List.of())).isEmpty();
  }

  private static long changed(List<Shard> before, List<Shard> after) {
    return IntStream.range(0, after.size())
        .filter(i -> !before.get(i).part().equals(after.get(i).part()))
        .count();
  }

  private static List<Written> written(List<Shard> shards) {
    return shards.stream().map(shard -> new Written(shard, shard.index())).toList();
  }

  private static int bytes(Shard shard) {
    var json = Serialization.asJson(ShardWire.print(shard, 1));
    return json.getBytes(StandardCharsets.UTF_8).length;
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    var from = Arbitraries.integers().between(0, 50);
    var count =
        Arbitraries.oneOf(
            Arbitraries.of(0, 1, 999, 1000, 1001), Arbitraries.integers().between(0, 3_000));
    var weight = Arbitraries.of(1, 2);
    return Combinators.combine(from, count, weight).as(Step::new).list();
  }

  /// Every second endpoint has another target port, every third an IPv6 address.
  private static Intent intent(int from, int count, int weight, String node, String zone) {
    var byPort = new HashMap<Integer, List<Destination>>();
    for (int i = from; i < from + count; i++) {
      var base = i % 3 == 0 ? Ip.of("fd00:10:244:1111:2222:3333:4444:0") : Ip.of("10.0.0.0");
      var ports = byPort.computeIfAbsent(8080 + i % 2, port -> new ArrayList<>());
      ports.add(new Destination(base.plus(i), node, zone));
    }
    var groups =
        byPort.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(e -> new Group(List.of(e.getKey()), e.getValue().stream().sorted().toList()))
            .toList();
    return new Intent(
        new Key("shop", "web"),
        "u1",
        List.of(Ip.of("10.96.0.1")),
        List.of(new Port("http", Protocol.TCP, 80)),
        List.of(new Backend("default", weight, groups)));
  }
}
