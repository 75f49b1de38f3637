// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.dataplane.Backend;
import dev.fixpoint.dataplane.BalancingCase;

class IptBalancingIT extends BalancingCase {

  @Override
  protected Backend backend() {
    return new IptBackend();
  }
}
