// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ipam;

import java.util.List;

/// What is held of a pool.
///
/// @param used addresses of its ranges that are held, by whomever
/// @param kept claims of these whose owner is gone, and that wait for its name
/// @param outOfRange claims that were taken from it and are in its ranges no more
/// @param owned how many claims of VirtualServices are its, in range or not
public record PoolCount(long used, List<Claim> kept, List<Claim> outOfRange, long owned) {

  public static PoolCount of(Pool pool, Ledger ledger) {
    var owned =
        ledger.ours().stream()
            .filter(
                claim ->
                    claim.pool().isEmpty()
                        ? pool.contains(claim.ip())
                        : claim.pool().equals(pool.name()))
            .toList();
    return new PoolCount(
        pool.assignable().stream().mapToLong(ledger::heldIn).sum(),
        owned.stream().filter(claim -> claim.heldUntil().isPresent()).toList(),
        owned.stream().filter(claim -> !pool.contains(claim.ip())).toList(),
        owned.size());
  }
}
