// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.dataplane.Backend;
import dev.fixpoint.dataplane.ReachCase;

class IptReachIT extends ReachCase {

  @Override
  protected Backend backend() {
    return new IptBackend();
  }
}
