// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.vip.Key;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

class ShardFactsTest {

  @Test
  void anIntentThatCannotBeReadStillHasItsOwner() {
    var facts = facts("{virtualService: {name: web, uid: u1}, ports: [], addresses: [here]}");

    assertThat(facts.content()).isEmpty();
    assertThat(facts.ownerUid()).isEqualTo("u1"); // else it would be swept away as an orphan
    assertThat(facts.key()).isEqualTo(new Key("shop", "web"));
    assertThat(facts.version()).isEqualTo(7);
  }

  @Test
  void oneWithoutAnOwnerHasNone() {
    assertThat(facts("{ports: []}").ownerUid()).isEmpty();
    assertThat(facts("null").ownerUid()).isEmpty();
  }

  private static ShardFacts facts(String spec) {
    var yaml =
        """
        metadata: {namespace: shop, name: web, resourceVersion: "7"}
        spec: %s
        """
            .formatted(spec);
    return ShardFacts.of(new KubernetesSerialization().unmarshal(yaml, RoutingIntent.class));
  }
}
