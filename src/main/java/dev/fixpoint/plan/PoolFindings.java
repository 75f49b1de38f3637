// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.plan;

import dev.fixpoint.ipam.Pool;
import dev.fixpoint.status.Finding;
import dev.fixpoint.status.Reason;
import java.util.List;

/// The conditions of an AddressPool.
public final class PoolFindings {
  public static final String READY = "Ready";

  private static final String CONFLICT = "Conflict";

  private PoolFindings() {}

  /// @param used addresses of the pool that are held
  public static List<Finding> of(Pool pool, long used) {
    if (pool.conflict().isPresent()) {
      var why = pool.conflict().get();
      return List.of(
          Finding.no(READY, Reason.PoolConflict, "hands out nothing: " + why),
          Finding.yes(CONFLICT, Reason.PoolConflict, why));
    }
    var none = Finding.no(CONFLICT, Reason.NoConflict, "no older pool has any of its addresses");
    if (pool.ranges().isEmpty()) {
      return List.of(
          Finding.no(READY, Reason.NoPool, "the cluster has no ServiceCIDR: set spec.ranges"),
          none);
    }
    boolean full = used >= pool.capacity();
    var ready =
        full
            ? Finding.no(
                READY,
                Reason.PoolExhausted,
                "all %d addresses are in use: add a range".formatted(pool.capacity()))
            : Finding.yes(READY, Reason.Ready, "addresses are free");
    return List.of(ready, none);
  }
}
