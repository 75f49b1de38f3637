// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.dataplane.Contact;
import dev.fixpoint.dataplane.Dataplane;
import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.Served;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.ops.Meters;
import dev.fixpoint.ops.Meters.Work;
import dev.fixpoint.ops.Metric;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A dataplane whose changes of the kernel are measured.
final class MeteredDataplane implements Dataplane {
  private final Dataplane inner;
  private final Meters meters;

  MeteredDataplane(Dataplane inner, Meters meters) {
    this.inner = inner;
    this.meters = meters;
  }

  private int measured(String operation, Work<Integer, DataplaneException> change)
      throws DataplaneException {
    return meters.time(Metric.TRANSACTIONS, operation, "refused", change);
  }

  @Override
  public int replace(Map<Frontend, Forward> table, NodeRules rules) throws DataplaneException {
    return measured("replace", () -> inner.replace(table, rules));
  }

  @Override
  public void update(Map<Frontend, Forward> changed, Set<Frontend> removed, NodeRules rules)
      throws DataplaneException {
    measured(
        "update",
        () -> {
          inner.update(changed, removed, rules);
          return 0;
        });
  }

  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public List<String> capabilities() {
    return inner.capabilities();
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
