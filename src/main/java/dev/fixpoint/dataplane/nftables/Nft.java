// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.DataplaneException;

/// The way to the kernel's nftables, in the network namespace of the thread that opened it: use it
/// from that thread.
interface Nft extends AutoCloseable {

  /// Runs a script as one transaction: all of it or nothing.
  void run(String script) throws DataplaneException;

  /// Asks the kernel whether it would take a script, and keeps nothing of it.
  void check(String script) throws DataplaneException;

  /// What `nft -n -t list ruleset` prints: all tables, but for the elements of their sets.
  String ruleset() throws DataplaneException;

  /// Whether transactions come from a socket of this process.
  boolean isInProcess();

  @Override
  void close();

  /// In process where the library is installed, or else through the `nft` command.
  static Nft open() throws DataplaneException {
    if (LibNftables.isInstalled()) {
      return new LibNftables();
    }
    if (NftProcess.isInstalled()) {
      return new NftProcess("nft");
    }
    throw new DataplaneException(
        "nftables: library libnftables.so.1 not found; install libnftables1 (or the nft command)");
  }

  /// The first line of what nft says, without the place in the script: `Could not process rule:
  /// Device or resource busy`. The lines after it repeat the script.
  static DataplaneException refused(String errors) {
    var line = errors.lines().findFirst().orElse("no reason given").strip();
    int error = line.indexOf("Error: ");
    var reason = error < 0 ? line : line.substring(error + "Error: ".length());
    return new DataplaneException(
        "nftables: " + (reason.length() > 200 ? reason.substring(0, 200) + "…" : reason));
  }
}
