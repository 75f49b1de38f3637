// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.dataplane.Backend;
import dev.fixpoint.dataplane.ReachCase;

public final class IpvsReach extends ReachCase {
  @Override
  protected Backend backend() {
    return new IpvsBackend();
  }
}
