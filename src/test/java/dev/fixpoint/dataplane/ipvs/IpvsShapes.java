// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.dataplane.Backend;
import dev.fixpoint.dataplane.ShapesCase;

public final class IpvsShapes extends ShapesCase {
  @Override
  protected Backend backend() {
    return new IpvsBackend();
  }

  /// Half of the time that this takes goes into what it begins and ends with.
  @Override
  protected boolean goesOn() {
    return true;
  }

  /// IPVS takes turns by weight: its shares show sooner than those of chance.
  @Override
  protected int draws() {
    return 60;
  }
}
