// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.dataplane.Backend;
import dev.fixpoint.dataplane.ForwardingCase;

public final class IpvsForwarding extends ForwardingCase {
  @Override
  protected Backend backend() {
    return new IpvsBackend();
  }

  @Override
  protected int changes() {
    return 60;
  }
}
