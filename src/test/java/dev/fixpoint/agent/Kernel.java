// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.dataplane.Dataplane;
import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.forwarding.Capability;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.vip.Key;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// A dataplane that obeys the kernel's contract: copy, apply, swap only on success.
final class Kernel implements Dataplane {
  final Set<Key> refuses = new HashSet<>();
  boolean dead;

  /// While it is held, the kernel takes nothing and does not return.
  final ReentrantLock busy = new ReentrantLock();

  int replaced;
  private final int failsOneIn;
  private final Random random = new Random(7);
  private Map<Frontend, Forward> table = new HashMap<>();

  /// @param failsOneIn 0: never
  Kernel(int failsOneIn) {
    this.failsOneIn = failsOneIn;
  }

  Map<Frontend, Forward> table() {
    return table;
  }

  /// Somebody else removes what was programmed.
  void forget(Frontend frontend) {
    table.remove(frontend);
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.IPv4, Capability.TCP, Capability.Random);
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public boolean prepare(BooleanSupplier waiting) {
    return !waiting.getAsBoolean();
  }

  @Override
  public int replace(Map<Frontend, Forward> wanted, NodeRules rules) throws DataplaneException {
    replaced++;
    int differences = 0;
    var all = new HashSet<>(table.keySet());
    all.addAll(wanted.keySet());
    for (var frontend : all) {
      differences +=
          Optional.ofNullable(table.get(frontend)).equals(Optional.ofNullable(wanted.get(frontend)))
              ? 0
              : 1;
    }
    commit(new HashMap<>(wanted), wanted);
    return differences;
  }

  @Override
  public void update(Map<Frontend, Forward> changed, Set<Frontend> removed, NodeRules rules)
      throws DataplaneException {
    var next = new HashMap<>(table);
    next.putAll(changed);
    next.keySet().removeAll(removed);
    commit(next, changed);
  }

  private void commit(Map<Frontend, Forward> next, Map<Frontend, Forward> written)
      throws DataplaneException {
    busy.lock();
    busy.unlock();
    if (dead || (failsOneIn > 0 && random.nextInt(failsOneIn) == 0)) {
      throw new DataplaneException("Device or resource busy");
    }
    for (var forward : written.values()) {
      if (refuses.contains(forward.owner())) {
        throw new DataplaneException("No such file or directory");
      }
    }
    table = next;
  }

  @Override
  public void cleanup() {
    table.clear();
  }

  @Override
  public void close() {}
}
