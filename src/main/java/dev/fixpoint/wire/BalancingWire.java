// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.api.v1alpha1.Affinity;
import dev.fixpoint.api.v1alpha1.LoadBalancing;
import dev.fixpoint.vip.Balancing;
import dev.fixpoint.vip.Balancing.Algorithm;
import java.util.List;
import java.util.Optional;

/// LoadBalancing ↔ [Balancing].
final class BalancingWire {

  /// A day, as the schema has it.
  private static final int MOST_SECONDS = 86_400;

  private BalancingWire() {}

  /// @param wire null for the default
  static Balancing parse(LoadBalancing wire, List<String> problems) {
    if (wire == null) {
      return Balancing.RANDOM;
    }
    var algorithm =
        Optional.ofNullable(wire.getAlgorithm())
            .map(a -> Algorithm.valueOf(a.name()))
            .orElse(Algorithm.Random);
    if (wire.getAffinity() == null) {
      return new Balancing(algorithm, 0);
    }
    int seconds = Optional.ofNullable(wire.getAffinity().getClientIPSeconds()).orElse(0);
    if (seconds < 1 || seconds > MOST_SECONDS) {
      problems.add("affinity: clientIPSeconds %d is not in 1 to 86400".formatted(seconds));
      return Balancing.RANDOM;
    }
    return new Balancing(algorithm, seconds);
  }

  /// @return null for the default
  static LoadBalancing print(Balancing balancing) {
    if (balancing.equals(Balancing.RANDOM)) {
      return null;
    }
    var wire = new LoadBalancing();
    wire.setAlgorithm(dev.fixpoint.api.v1alpha1.Algorithm.valueOf(balancing.algorithm().name()));
    if (balancing.affinitySeconds() > 0) {
      var affinity = new Affinity();
      affinity.setClientIPSeconds(balancing.affinitySeconds());
      wire.setAffinity(affinity);
    }
    return wire;
  }
}
