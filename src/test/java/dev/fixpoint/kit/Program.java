// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

/// A program that runs, and what it has used so far.
public interface Program {

  /// Resident memory.
  long rssKiB();

  /// Processor time, in user mode and in the kernel, of it and of what it started and has ended,
  /// such as nft.
  double cpuSeconds();

  boolean isAlive();

  /// The last lines that it wrote.
  String tail(int lines);

  /// SIGKILL, and waits for the end.
  void kill();
}
