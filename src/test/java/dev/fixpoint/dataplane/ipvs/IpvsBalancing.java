// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.dataplane.Backend;
import dev.fixpoint.dataplane.BalancingCase;

public final class IpvsBalancing extends BalancingCase {
  @Override
  protected Backend backend() {
    return new IpvsBackend();
  }
}
