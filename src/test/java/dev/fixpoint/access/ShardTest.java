// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.vip.Ip;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ShardTest {
  private static final String SET = "clients-1";

  @Test
  void anEmptySetHasOneShardAndIsKnown() {
    var shards = Shard.pack(SET, Map.of(), List.of());

    assertThat(shards).containsExactly(new Shard(SET, 0, 1, Set.of()));
    assertThat(Shard.join(indexed(shards))).contains(Set.of());
  }

  @Test
  void aSetOfWhichAPartIsMissingIsNotKnown() {
    var shards = indexed(Shard.pack(SET, Map.of(), ips(0, Shard.MAX + 1)));

    assertThat(shards).hasSize(2);
    assertThat(Shard.join(Map.of(0, shards.get(0)))).isEmpty();
    assertThat(Shard.join(Map.of(1, shards.get(1)))).isEmpty();
    assertThat(Shard.join(shards).orElseThrow()).hasSize(Shard.MAX + 1);
  }

  @Test
  void oneClientMoreIsOneWrite() {
    var before = indexed(Shard.pack(SET, Map.of(), ips(0, 2 * Shard.MAX - 5)));

    var after = Shard.pack(SET, before, ips(0, 2 * Shard.MAX - 4));

    assertThat(Shard.toWrite(before, after)).hasSize(1);
    assertThat(Shard.toWrite(indexed(after), after)).isEmpty();
  }

  @Test
  void anAddressStaysInItsShardWhereOthersLeave() {
    var before = indexed(Shard.pack(SET, Map.of(), ips(0, 2 * Shard.MAX)));
    var left = new HashSet<>(ips(0, 2 * Shard.MAX));
    left.remove(Ip.v4(0x0a000000));

    var written = Shard.toWrite(before, Shard.pack(SET, before, left));

    assertThat(written).extracting(Shard::index).containsExactly(0);
  }

  /// Whoever has seen any part of the writes never misses an address that is in the set before
  /// and after.
  @Property(tries = 100)
  void whoReadsInBetweenMissesNobodyWhoStays(
      @ForAll @Size(max = 30) Set<@IntRange(max = 9) Integer> blocksBefore,
      @ForAll @Size(max = 30) Set<@IntRange(max = 9) Integer> blocksAfter) {
    var before = indexed(Shard.pack(SET, Map.of(), blocks(blocksBefore)));
    var wanted = blocks(blocksAfter);
    var stays = new TreeSet<>(blocks(blocksBefore));
    stays.retainAll(wanted);
    var shards = Shard.pack(SET, before, wanted);

    var seen = new HashMap<>(before);
    for (var write : Shard.toWrite(before, shards)) {
      seen.put(write.index(), write);
      var missing = new TreeSet<>(stays);
      missing.removeAll(Shard.join(seen).orElseThrow());
      assertThat(missing).isEmpty();
    }
    seen.keySet().removeIf(index -> index >= shards.size());
    assertThat(Shard.join(seen).orElseThrow()).isEqualTo(wanted);
  }

  /// Each block is half a shard.
  private static Set<Ip> blocks(Set<Integer> numbers) {
    return numbers.stream()
        .flatMap(n -> ips(n * Shard.MAX / 2, (n + 1) * Shard.MAX / 2).stream())
        .collect(Collectors.toSet());
  }

  private static Set<Ip> ips(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> Ip.v4(0x0a000000L + i))
        .collect(Collectors.toSet());
  }

  private static Map<Integer, Shard> indexed(List<Shard> shards) {
    return shards.stream().collect(Collectors.toMap(Shard::index, shard -> shard));
  }
}
