// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane;

import dev.fixpoint.forwarding.Capability;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// Does what another one does; a subclass adds to some of it.
public abstract class DataplaneAround implements Dataplane {
  private final Dataplane inner;

  protected DataplaneAround(Dataplane inner) {
    this.inner = inner;
  }

  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public Set<Capability> capabilities() {
    return inner.capabilities();
  }

  @Override
  public boolean prepare(BooleanSupplier waiting) throws DataplaneException {
    return inner.prepare(waiting);
  }

  @Override
  public int replace(Map<Frontend, Forward> table, NodeRules rules) throws DataplaneException {
    return inner.replace(table, rules);
  }

  @Override
  public void update(Map<Frontend, Forward> changed, Set<Frontend> removed, NodeRules rules)
      throws DataplaneException {
    inner.update(changed, removed, rules);
  }

  @Override
  public void tidy() {
    inner.tidy();
  }

  @Override
  public List<Contact> contacts() throws DataplaneException {
    return inner.contacts();
  }

  @Override
  public List<Served> served() throws DataplaneException {
    return inner.served();
  }

  @Override
  public List<List<String>> listings() {
    return inner.listings();
  }

  @Override
  public void onForeignChange(Runnable then) throws DataplaneException {
    inner.onForeignChange(then);
  }

  @Override
  public void cleanup() throws DataplaneException {
    inner.cleanup();
  }

  @Override
  public void close() {
    inner.close();
  }
}
