// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane;

import dev.fixpoint.vip.Ip;
import java.util.Set;

/// What the shared tests need of a backend, besides [Dataplane].
public interface Backend {

  /// In the network namespace of this thread.
  Dataplane open() throws DataplaneException;

  /// What the node's kernel holds of this backend, as its own tool tells, without what changes by
  /// itself, such as counters; blank where there is nothing.
  String held(TestNet net) throws Exception;

  /// Makes the kernel forget which client had which endpoint, at frontends of this address.
  void forget(TestNet net, Ip frontend) throws Exception;

  /// A client that uses one port of its own to reach a pod through two addresses at once.
  String TWO_ADDRESSES = "a port that reaches a pod through two addresses";

  /// Affinity that ends within seconds of the last new connection.
  String SHORT_AFFINITY = "affinity that ends soon";

  /// Counters that tell of a connection as soon as it is there.
  String PROMPT_COUNTERS = "counters that are prompt";

  /// A client's endpoint that is chosen by what no other knows, and is not forgotten when asked to.
  String ONE_CHOICE = "a choice that is its own";

  /// What this cannot do by its nature, which docs/concepts.md tells.
  default Set<String> limits() {
    return Set.of();
  }
}
