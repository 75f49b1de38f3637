// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.plan;

import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Pool;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What becomes of an address that no node routes any more and whose owner is gone: where its pool
/// says so it is kept for its name for a while, else it is free.
///
/// @param hold claims to keep from now on, and until when
/// @param free claims to give back
public record Holding(Map<Claim, Instant> hold, List<Claim> free) {

  /// @param released claims that may go, those among them that are kept already
  public static Holding judge(Collection<Claim> released, List<Pool> pools, Instant now) {
    var hold = new LinkedHashMap<Claim, Instant>();
    var free = new ArrayList<Claim>();
    for (var claim : released) {
      if (claim.heldUntil().isPresent()) {
        if (!now.isBefore(claim.heldUntil().get())) {
          free.add(claim);
        }
        continue;
      }
      pools.stream()
          .filter(pool -> pool.conflict().isEmpty() && pool.holds(claim.ip()))
          .findFirst()
          .ifPresentOrElse(
              pool ->
                  hold.put(claim, now.plus(pool.rules().holdFor()).truncatedTo(ChronoUnit.SECONDS)),
              () -> free.add(claim));
    }
    return new Holding(hold, free);
  }
}
