// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.dataplane.Dataplane;
import dev.fixpoint.dataplane.DataplaneAround;
import dev.fixpoint.dataplane.DataplaneException;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/// A backend that follows on others on the same node: once it forwards everything, it removes what
/// they have left, and not before, so that new connections always find one of them.
final class Successor extends DataplaneAround {
  private static final Logger LOG = Logger.getLogger(Successor.class);

  /// Removes all that a backend has in the kernel.
  interface Cleaning {
    void run() throws DataplaneException;
  }

  private final Map<String, Cleaning> predecessors;

  Successor(Dataplane inner, Map<String, Cleaning> predecessors) {
    super(inner);
    this.predecessors = new HashMap<>(predecessors);
  }

  @Override
  public void tidy() {
    super.tidy();
    predecessors.entrySet().removeIf(Successor::isGone);
  }

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
}
