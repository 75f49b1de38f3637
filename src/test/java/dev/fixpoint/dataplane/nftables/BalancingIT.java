// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.Backend;
import dev.fixpoint.dataplane.BalancingCase;

class BalancingIT extends BalancingCase {

  @Override
  protected Backend backend() {
    return new NftBackend();
  }
}
