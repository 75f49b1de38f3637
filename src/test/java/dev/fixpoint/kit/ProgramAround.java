// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

/// A process of the sandbox, of which a subclass knows more.
abstract class ProgramAround implements Program {
  final Started process;

  ProgramAround(Started process) {
    this.process = process;
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public long rssKiB() {
    return process.rssKiB();
  }

  @Override
  public double cpuSeconds() {
    return process.cpuSeconds();
  }

  @Override
  public String tail(int lines) {
    return process.tail(lines);
  }

  @Override
  public void kill() {
    process.kill();
  }
}
