// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.api.v1alpha1.AgentStatus;
import dev.fixpoint.api.v1alpha1.KernelStatus;
import dev.fixpoint.api.v1alpha1.NodeRoutingStatus;
import dev.fixpoint.vip.Key;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One node of `status`, by its agent.
///
/// @param version of its agent
/// @param behind how many VirtualServices its kernel has yet to follow: `3`; `-` if not known
/// @param differences how many elements of its kernel were found changed by others, and mended
/// @param trouble why the node does not do its part; empty where it does
record AgentRow(
    String node,
    String backend,
    String version,
    int virtualServices,
    String behind,
    int failed,
    long differences,
    String heartbeat,
    String trouble) {

  static AgentRow of(NodeView view, Optional<Map<Key, Long>> versions) {
    var status = view.routing().orElseGet(NodeRoutingStatus::new);
    int failed = number(status.getFailed());
    var trouble = view.trouble();
    return new AgentRow(
        view.name(),
        Optional.ofNullable(status.getBackend()).orElse("-"),
        Optional.ofNullable(status.getAgent()).map(AgentStatus::getVersion).orElse("-"),
        number(status.getVirtualServices()),
        versions.map(all -> Long.toString(IntentVersions.behind(view, all))).orElse("-"),
        failed,
        Optional.ofNullable(status.getKernel()).map(KernelStatus::getDifferences).orElse(0L),
        view.silence().map(age -> NodeView.age(age) + " ago").orElse("never"),
        trouble.isEmpty() && failed > 0 ? "its kernel refuses " + failed : trouble);
  }

  private static int number(Integer count) {
    return count == null ? 0 : count;
  }

  List<String> cells() {
    return List.of(
        node,
        backend,
        version,
        Integer.toString(virtualServices),
        behind,
        Integer.toString(failed),
        Long.toString(differences),
        heartbeat,
        trouble.isEmpty() ? "ok" : trouble);
  }
}
