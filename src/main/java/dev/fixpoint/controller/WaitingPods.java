// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.endpoints.Pod;
import dev.fixpoint.endpoints.Pod.Gate;
import dev.fixpoint.watch.Mirror;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The pods that wait to be told that their gate is open, or that they are drained: few, of all
/// that there are.
final class WaitingPods {
  private final Map<Mirror.Id, Pod> pods = new ConcurrentHashMap<>();

  void note(String namespace, Pod before, Pod after) {
    boolean waits =
        after != null
            && (after.gate() == Gate.CLOSED || (after.gate() == Gate.OPEN && after.terminating()));
    if (waits) {
      pods.put(new Mirror.Id(namespace, after.name()), after);
    } else {
      pods.remove(new Mirror.Id(namespace, (after == null ? before : after).name()));
    }
  }

  Map<Mirror.Id, Pod> all() {
    return Collections.unmodifiableMap(pods);
  }
}
