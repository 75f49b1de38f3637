// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane;

import dev.fixpoint.vip.Ip;

/// What the shared tests need of a backend, besides [Dataplane].
public interface Backend {

  /// In the network namespace of this thread.
  Dataplane open() throws DataplaneException;

  /// What the node's kernel holds of this backend, as its own tool tells, without what changes by
  /// itself, such as counters; blank where there is nothing.
  String held(TestNet net) throws Exception;

  /// Makes the kernel forget which client had which endpoint, at frontends of this address.
  void forget(TestNet net, Ip frontend) throws Exception;
}
