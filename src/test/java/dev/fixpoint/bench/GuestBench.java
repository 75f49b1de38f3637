// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.dataplane.KernelBench;
import dev.fixpoint.kit.Sandbox;
import dev.fixpoint.kit.UserModeLinux;
import java.time.Duration;
import java.util.List;

/// What calls of backends cost in a kernel that has IPVS. It is a program that runs in this
/// machine's, ten times slower and more: only the ratios between its rows count.
final class GuestBench {
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final String COLUMN = " | ";

  private GuestBench() {}

  /// @param words as those of [KernelBench]; the guest has iptables and IPVS
  /// @return whether all was measured
  static boolean run(List<String> words) {
    try (var sandbox = Sandbox.open()) {
      System.out.println("in user-mode Linux, for at most " + LIMIT.toMinutes() + " minutes:");
      var guest = UserModeLinux.start(sandbox, KernelBench.class, words);
      boolean good = guest.ends(LIMIT);
      guest
          .console()
          .lines()
          .filter(line -> !good || line.contains(COLUMN))
          .forEach(System.out::println);
      return good;
    }
  }
}
