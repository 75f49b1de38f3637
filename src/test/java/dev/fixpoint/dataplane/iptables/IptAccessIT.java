// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.dataplane.AccessCase;
import dev.fixpoint.dataplane.Backend;

class IptAccessIT extends AccessCase {

  @Override
  protected Backend backend() {
    return new IptBackend();
  }
}
