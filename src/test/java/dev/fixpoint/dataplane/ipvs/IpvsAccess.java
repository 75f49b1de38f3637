// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.dataplane.AccessCase;
import dev.fixpoint.dataplane.Backend;

public final class IpvsAccess extends AccessCase {
  @Override
  protected Backend backend() {
    return new IpvsBackend();
  }

  @Override
  protected int changes() {
    return 60;
  }
}
