// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.dataplane.Contact;
import dev.fixpoint.dataplane.Dataplane;
import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.Served;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/// A backend that follows on others on the same node: once it forwards everything, it removes what
/// they have left, and not before, so that new connections always find one of them.
final class Successor implements Dataplane {
  private static final Logger LOG = Logger.getLogger(Successor.class);

  /// Removes all that a backend has in the kernel.
  interface Cleaning {
    void run() throws DataplaneException;
  }

  private final Dataplane inner;
  private final Map<String, Cleaning> predecessors;

  Successor(Dataplane inner, Map<String, Cleaning> predecessors) {
    this.inner = inner;
    this.predecessors = new HashMap<>(predecessors);
  }

  @Override
  public int replace(Map<Frontend, Forward> table, NodeRules rules) throws DataplaneException {
    int differences = inner.replace(table, rules);
    predecessors.entrySet().removeIf(Successor::isGone);
    return differences;
  }

  /// What cannot be removed now is tried again at the next comparison.
  private static boolean isGone(Map.Entry<String, Cleaning> predecessor) {
    try {
      predecessor.getValue().run();
      return true;
    } catch (DataplaneException e) {
      LOG.warnf(
          "what backend %s may have left stays until the next audit: %s",
          predecessor.getKey(), e.getMessage());
      return false;
    }
  }

  @Override
  public void update(Map<Frontend, Forward> changed, Set<Frontend> removed, NodeRules rules)
      throws DataplaneException {
    inner.update(changed, removed, rules);
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
