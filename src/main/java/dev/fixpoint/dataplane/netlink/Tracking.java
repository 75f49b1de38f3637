// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.netlink;

import java.nio.file.Files;
import java.nio.file.Path;

/// What the kernel's connection tracking knows, in the network namespace of the thread that asks.
public final class Tracking {
  private static final Path SETTINGS = Path.of("/proc/sys/net/netfilter");

  private Tracking() {}

  /// Whether it knows the ports of SCTP, without which these cannot be translated. A kernel that
  /// tracks nothing yet is taken to know them.
  public static boolean knowsSctp() {
    return Files.exists(SETTINGS.resolve("nf_conntrack_sctp_timeout_established"))
        || !Files.exists(SETTINGS.resolve("nf_conntrack_tcp_timeout_established"));
  }
}
