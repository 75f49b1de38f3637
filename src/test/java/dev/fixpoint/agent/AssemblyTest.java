// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Shard;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Two shards of shop/web, and the whole that it was before or becomes.
class AssemblyTest {
  private static final Intent WHOLE = Services.intent("web", List.of(1), List.of(80), 1, 2);
  private static final Intent A = Services.intent("web", List.of(1), List.of(80), 1);
  private static final Intent B = Services.intent("web", List.of(1), List.of(80), 2);
  private static final Intent C = Services.intent("web", List.of(1), List.of(80), 3);

  private final Assembly assembly = new Assembly();

  @Test
  void aWholeIntentIsThereAtOnce() {
    assertThat(assembly.put(whole(), 1)).contains(WHOLE);
    assertThat(assembly.waiting()).isEmpty();
  }

  @Test
  void shardsCountTogether() {
    assertThat(assembly.put(first(A, B), 1)).isEmpty();
    assertThat(assembly.waiting()).containsOnlyKeys(Services.key("web"));

    assertThat(assembly.put(second(A, B), 2)).contains(WHOLE);
    assertThat(assembly.waiting()).isEmpty();
  }

  @Test
  void oneThatChangesAloneIsANewRevision() {
    assembly.put(first(A, B), 1);
    assembly.put(second(A, B), 2);

    assertThat(assembly.put(second(A, C), 3))
        .contains(Services.intent("web", List.of(1), List.of(80), 1, 3));
  }

  @Test
  void whileBothChangeTheOldRevisionStays() {
    assembly.put(first(A, B), 1);
    assembly.put(second(A, B), 2);

    assertThat(assembly.put(first(C, A), 3)).isEmpty();
    assertThat(assembly.waiting()).isNotEmpty();
    assertThat(assembly.put(second(C, A), 4)).isPresent();
  }

  @Test
  void theOrderOfAListDoesNotMatter() {
    assertThat(assembly.put(second(A, B), 2)).isEmpty();
    assertThat(assembly.put(first(A, B), 1)).contains(WHOLE);
  }

  @Test
  void theRemainsOfAShrinkDontCount() {
    assertThat(assembly.put(whole(), 5)).contains(WHOLE);
    assertThat(assembly.put(second(A, B), 2)).isEmpty();
    assertThat(assembly.waiting()).isEmpty();
    assertThat(assembly.remove(Services.key("web"), 1)).isFalse();
    assertThat(assembly.remove(Services.key("web"), 0)).isTrue();
  }

  @Test
  void aWholeIntentThatIsSplitIsRewrittenInAllShards() {
    assembly.put(whole(), 1);

    assertThat(assembly.put(second(A, C), 2)).isEmpty();
    assertThat(assembly.put(first(A, C), 3)).isPresent();
  }

  @Test
  void theServiceGoesWithItsLastShard() {
    assembly.put(first(A, B), 1);
    assembly.put(second(A, B), 2);

    assertThat(assembly.remove(Services.key("web"), 0)).isFalse();
    assertThat(assembly.remove(Services.key("web"), 1)).isTrue();
    assertThat(assembly.waiting()).isEmpty();
  }

  private static Shard whole() {
    return new Shard(0, List.of(WHOLE.revision()), WHOLE);
  }

  private static Shard first(Intent zero, Intent one) {
    return new Shard(0, List.of(zero.revision(), one.revision()), zero);
  }

  private static Shard second(Intent zero, Intent one) {
    return new Shard(1, List.of(zero.revision(), one.revision()), one);
  }
}
