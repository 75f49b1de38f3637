// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.access.Shard;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Intent.Admitted;
import dev.fixpoint.vip.Ip;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClientBookTest {
  private final ClientBook book = new ClientBook();

  @Test
  void anIntentWithoutARuleWaitsForNothing() {
    assertThat(book.admits(Services.intent("web", List.of(1), List.of(80), 1))).isTrue();
  }

  @Test
  void anIntentWaitsForEachOfItsSets() {
    var intent = intent("web", "a", "b");

    assertThat(book.admits(intent)).isFalse();
    assertThat(book.missing()).containsEntry(intent.key(), List.of("a", "b"));
    assertThat(book.put(shard("a", 0, 1, 1))).isEmpty();
    assertThat(book.missing()).containsEntry(intent.key(), List.of("b"));
    assertThat(book.put(shard("b", 0, 1, 2))).containsExactly(intent);
    assertThat(book.missing()).isEmpty();
    assertThat(book.admits(intent)).isTrue();
  }

  @Test
  void aSetIsKnownWithTheLastOfItsShards() {
    var intent = intent("web", "a");
    book.admits(intent);

    assertThat(book.put(shard("a", 1, 1, 2))).isEmpty();
    assertThat(book.put(shard("a", 0, 2, 1))).containsExactly(intent);
    assertThat(book.sets().get("a")).isEqualTo(ips(1, 2));
  }

  @Test
  void theLatestIntentOfAServiceIsTheOneThatWaits() {
    book.admits(intent("web", "a"));
    var latest = intent("web", "b");
    book.admits(latest);

    assertThat(book.put(shard("a", 0, 1, 1))).isEmpty();
    assertThat(book.put(shard("b", 0, 1, 1))).containsExactly(latest);
  }

  @Test
  void aServiceThatIsGoneWaitsNoMore() {
    var intent = intent("web", "a");
    book.admits(intent);
    book.forget(intent.key());

    assertThat(book.put(shard("a", 0, 1, 1))).isEmpty();
  }

  @Test
  void aFirstListBringsAllThatWait() {
    var web = intent("web", "a");
    var api = intent("api", "a", "b");
    book.admits(web);
    book.admits(api);

    assertThat(book.replace(List.of(shard("a", 0, 1, 1), shard("b", 0, 1, 2))))
        .containsExactlyInAnyOrder(web, api);
  }

  @Test
  void clientsComeAndGo() {
    book.put(shard("a", 0, 1, 1, 2));
    book.put(shard("a", 0, 1, 2, 3));

    assertThat(book.sets().get("a")).isEqualTo(ips(2, 3));
  }

  @Test
  void theSameClientsAgainAreTheSameObject() {
    book.put(shard("a", 0, 1, 1, 2));
    var before = book.sets().get("a");
    book.put(shard("a", 0, 1, 2, 1));

    assertThat(book.sets().get("a")).isSameAs(before);
  }

  @Test
  void aSetThatIsDeletedKeepsItsClientsWhileAnIntentUsesIt() {
    var intent = intent("web", "a");
    book.put(shard("a", 0, 1, 1));
    book.admits(intent);

    book.remove("a", 0);
    book.tidy();
    assertThat(book.sets()).containsKey("a");

    book.forget(intent.key());
    book.tidy();
    assertThat(book.sets()).isEmpty();
  }

  @Test
  void aSetThatAListLacksKeepsItsClientsWhileAnIntentUsesIt() {
    book.put(shard("a", 0, 1, 1));
    book.put(shard("b", 0, 1, 1));
    book.admits(intent("web", "a"));

    book.replace(List.of());
    book.tidy();

    assertThat(book.sets()).containsOnlyKeys("a");
  }

  private static Intent intent(String name, String... sets) {
    return Services.intent(name, List.of(1), List.of(80), 1)
        .admitting(Optional.of(new Admitted(List.of(sets), List.of(), false, false)));
  }

  private static Shard shard(String set, int index, int shards, Integer... addresses) {
    return new Shard(set, index, shards, ips(addresses));
  }

  private static Set<Ip> ips(Integer... last) {
    return Stream.of(last).map(i -> Ip.of("10.1.0." + i)).collect(Collectors.toSet());
  }
}
