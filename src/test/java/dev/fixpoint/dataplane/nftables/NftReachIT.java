// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.Backend;
import dev.fixpoint.dataplane.ReachCase;

class NftReachIT extends ReachCase {

  @Override
  protected Backend backend() {
    return new NftBackend();
  }
}
