// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.dataplane.Backend;
import dev.fixpoint.dataplane.FlowsCase;

class IptFlowsIT extends FlowsCase {

  @Override
  protected Backend backend() {
    return new IptBackend();
  }
}
