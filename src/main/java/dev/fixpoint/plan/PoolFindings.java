// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.plan;

import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Pool;
import dev.fixpoint.ipam.PoolCount;
import dev.fixpoint.status.Finding;
import dev.fixpoint.status.Reason;
import java.util.List;
import java.util.stream.Collectors;

/// The conditions of an AddressPool.
public final class PoolFindings {
  public static final String READY = "Ready";
  public static final String OUT_OF_RANGE = "OutOfRange";

  private static final String CONFLICT = "Conflict";
  private static final int SHOWN = 3;

  private PoolFindings() {}

  /// @param deleting whether somebody has deleted it, and it waits for those who hold its addresses
  public static List<Finding> of(Pool pool, PoolCount count, boolean deleting) {
    return List.of(ready(pool, count, deleting), conflict(pool, deleting), outOfRange(count));
  }

  private static Finding ready(Pool pool, PoolCount count, boolean deleting) {
    if (deleting) {
      return Finding.no(
          READY,
          Reason.InUse,
          ("is deleted, and stays until its %d addresses are given back: kubectl get ipaddresses -l"
                  + " fixpoint.dev/pool=%s. To let it go now, remove its finalizer"
                  + " fixpoint.dev/in-use: who holds an address keeps it")
              .formatted(count.owned(), pool.name()));
    }
    if (pool.conflict().isPresent()) {
      return Finding.no(READY, Reason.PoolConflict, "hands out nothing: " + pool.conflict().get());
    }
    if (pool.ranges().isEmpty()) {
      return Finding.no(READY, Reason.NoPool, "the cluster has no ServiceCIDR: set spec.ranges");
    }
    boolean full = count.used() >= pool.capacity();
    return full
        ? Finding.no(
            READY,
            Reason.PoolExhausted,
            "all %d addresses are in use: add a range".formatted(pool.capacity()))
        : Finding.yes(READY, Reason.Ready, "addresses are free");
  }

  private static Finding conflict(Pool pool, boolean deleting) {
    return pool.conflict()
        .filter(why -> !deleting)
        .map(why -> Finding.yes(CONFLICT, Reason.PoolConflict, why))
        .orElseGet(
            () -> Finding.no(CONFLICT, Reason.NoConflict, "nobody else has any of its addresses"));
  }

  private static Finding outOfRange(PoolCount count) {
    var claims = count.outOfRange();
    if (claims.isEmpty()) {
      return Finding.no(
          OUT_OF_RANGE, Reason.InRange, "all that was taken from it is in its ranges");
    }
    var some = claims.stream().limit(SHOWN).map(PoolFindings::text).toList();
    var more = claims.size() > SHOWN ? " and %d more".formatted(claims.size() - SHOWN) : "";
    return Finding.yes(
        OUT_OF_RANGE,
        Reason.OutOfRange,
        "%s%s: held, and not in spec.ranges any more: add them again, or move their owners"
            .formatted(some.stream().collect(Collectors.joining(", ")), more));
  }

  private static String text(Claim claim) {
    return claim.ip() + " of " + claim.holder();
  }
}
