// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.dataplane.Backend;
import dev.fixpoint.dataplane.FlowsCase;

public final class IpvsFlows extends FlowsCase {
  @Override
  protected Backend backend() {
    return new IpvsBackend();
  }
}
