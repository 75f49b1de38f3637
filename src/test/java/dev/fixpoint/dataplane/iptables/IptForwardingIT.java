// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.dataplane.Backend;
import dev.fixpoint.dataplane.ForwardingCase;

class IptForwardingIT extends ForwardingCase {

  @Override
  protected Backend backend() {
    return new IptBackend();
  }
}
