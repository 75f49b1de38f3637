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
import dev.fixpoint.ops.Metric;
import java.time.Duration;
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

  private interface Change {
    int make() throws DataplaneException;
  }

  private int measured(String operation, Change change) throws DataplaneException {
    long start = System.nanoTime();
    var outcome = "refused";
    try {
      int result = change.make();
      outcome = "done";
      return result;
    } finally {
      meters
          .timer(Metric.TRANSACTIONS, operation, outcome)
          .record(Duration.ofNanos(System.nanoTime() - start));
    }
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
