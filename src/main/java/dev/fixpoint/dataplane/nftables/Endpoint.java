// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.Ip;

/// What the kernel knows of a [Target]: whether it is local is told by the hairpin set alone.
record Endpoint(Ip address, int port) {

  static Endpoint of(Target target) {
    return new Endpoint(target.address(), target.port());
  }
}
