// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.api.v1alpha1.AddressPool;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.watch.Feed;
import dev.fixpoint.wire.PoolWire;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Follows for the agent's loop where addresses that no VirtualService has are dropped: what the
/// operator says in the status of the AddressPools. Everything but the sink's own methods is
/// called by the loop.
final class Guards implements Feed.Sink<AddressPool> {

  private final Consumer<Runnable> steps;
  private final Consumer<Set<IpRange>> apply;
  private final Map<String, List<IpRange>> byPool = new HashMap<>();
  private boolean listed;

  /// @param steps takes what the loop is to do
  /// @param apply takes the ranges of all pools
  Guards(Consumer<Runnable> steps, Consumer<Set<IpRange>> apply) {
    this.steps = steps;
    this.apply = apply;
  }

  @Override
  public void listed(List<AddressPool> objects, long resourceVersion) {
    steps.accept(
        () -> {
          byPool.clear();
          objects.forEach(this::read);
          listed = true;
          tell();
        });
  }

  @Override
  public void put(AddressPool object, long resourceVersion) {
    steps.accept(
        () -> {
          read(object);
          tell();
        });
  }

  @Override
  public void deleted(AddressPool object, long resourceVersion) {
    steps.accept(
        () -> {
          byPool.remove(object.getMetadata().getName());
          tell();
        });
  }

  @Override
  public void passed(long resourceVersion) {
    // no ack speaks of pools
  }

  boolean isListed() {
    return listed;
  }

  private void read(AddressPool pool) {
    byPool.put(pool.getMetadata().getName(), PoolWire.guarded(pool));
  }

  private void tell() {
    var ranges = new HashSet<IpRange>();
    byPool.values().forEach(ranges::addAll);
    apply.accept(ranges);
  }
}
