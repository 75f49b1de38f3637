// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Two operators that both believe they lead, each with a view that lags, over one store that
/// refuses to create what exists.
class TwoAllocatorsTest {
  private static final List<Pool> POOLS = List.of(Given.pool("p", "10.0.0.0/26")); // 62

  /// What the API server does.
  private static final class Store {
    final Map<Ip, Claim> claims = new HashMap<>();
    final List<Operator> watchers = new ArrayList<>();

    boolean create(Claim claim) {
      if (claims.putIfAbsent(claim.ip(), claim) != null) {
        return false;
      }
      watchers.forEach(operator -> operator.lag.add(ledger -> ledger.put(claim)));
      return true;
    }

    void delete(Ip ip) {
      claims.remove(ip);
      watchers.forEach(operator -> operator.lag.add(ledger -> ledger.remove(ip)));
    }
  }

  private interface Event {
    void tell(Ledger ledger);
  }

  private static final class Operator {
    final Ledger ledger = new Ledger();
    final Queue<Event> lag = new ArrayDeque<>();
    final Random random;

    Operator(Random random) {
      this.random = random;
    }

    void catchUp(int events) {
      for (int i = 0; i < events && !lag.isEmpty(); i++) {
        lag.remove().tell(ledger);
      }
    }

    /// As the operator does it: decide, create, learn from a refusal, decide again.
    Decision allocate(String uid, Store store) {
      var owner = new Key("shop", uid);
      var request = new Request(owner, uid, Family.IPV4, Optional.empty(), Optional.empty());
      while (true) {
        var decision = Allocator.decide(request, POOLS, ledger, random);
        if (!(decision instanceof Decision.Granted(var ip, var pool))) {
          return decision;
        }
        var claim = new Claim(ip, "virtualservices.fixpoint.dev shop/" + uid, "shop", uid);
        if (store.create(claim)) {
          ledger.put(claim);
          return decision;
        }
        ledger.put(store.claims.get(ip));
      }
    }
  }

  @Test
  @DisplayName("T2: two allocators at once, with views that lag")
  void noAddressEverHasTwoOwnersAndNobodyIsRefusedWhileAddressesAreFree() {
    var random = new Random(20251);
    var store = new Store();
    var operators = List.of(new Operator(random), new Operator(random));
    store.watchers.addAll(operators);
    var granted = new HashMap<Ip, String>(); // as the owners were told
    int refusals = 0;
    for (int step = 0; step < 100_000; step++) {
      var operator = operators.get(random.nextInt(2));
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          var uid = "u" + step;
          if (operator.allocate(uid, store) instanceof Decision.Granted(var ip, var pool)) {
            assertThat(granted.put(ip, uid)).as("former owner of %s", ip).isNull();
            assertThat(store.claims.get(ip).ownerUid()).isEqualTo(uid);
          } else {
            refusals++;
            operator.catchUp(Integer.MAX_VALUE); // a release wakes those who wait
            var second = operator.allocate(uid, store);
            if (second instanceof Decision.Granted(var ip, var pool)) {
              assertThat(granted.put(ip, uid)).as("former owner of %s", ip).isNull();
            } else {
              assertThat(store.claims).as("refused though one is free").hasSize(62);
            }
          }
        }
        case 2 -> operator.catchUp(random.nextInt(5));
        default -> {
          if (!granted.isEmpty() && random.nextInt(3) > 0) {
            var ip = new ArrayList<>(granted.keySet()).get(random.nextInt(granted.size()));
            store.delete(ip);
            granted.remove(ip);
          }
        }
      }
      assertThat(store.claims.size()).isEqualTo(granted.size());
    }
    assertThat(refusals).as("the pool was full at times").isPositive();
    operators.forEach(operator -> operator.catchUp(Integer.MAX_VALUE));
    for (var operator : operators) {
      assertThat(new HashSet<>(operator.ledger.ours()))
          .isEqualTo(new HashSet<>(store.claims.values()));
    }
  }

  @Test
  @DisplayName("T3: a restart with services that wait and a full pool")
  void afterARestartWithAFullPoolTheOwnersKeepAndTheOtherWaits() {
    var pools = List.of(Given.pool("p", "10.0.0.0/29")); // 6
    var claims = new ArrayList<Claim>();
    for (int i = 1; i <= 6; i++) {
      claims.add(Given.claim("10.0.0." + i, "owner-" + i));
    }
    for (int seed = 0; seed < 50; seed++) {
      var random = new Random(seed);
      Collections.shuffle(claims, random);
      var ledger = Given.ledger(claims.toArray(Claim[]::new));
      var order = new ArrayList<>(claims);
      Collections.shuffle(order, random);

      assertThat(Allocator.decide(Given.request(), pools, ledger, random))
          .isEqualTo(new Decision.Exhausted(List.of("p"), 6));
      for (var claim : order) {
        var owner = new Key("shop", claim.ownerUid());
        var request =
            new Request(owner, claim.ownerUid(), Family.IPV4, Optional.empty(), Optional.empty());
        assertThat(Allocator.decide(request, pools, ledger, random))
            .isEqualTo(new Decision.Kept(claim.ip()));
      }
    }
  }
}
