// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

/// Finds or builds the Kubernetes programs ahead of a test run, and says where each is.
final class BuildTools {

  private BuildTools() {}

  static void main(String... args) {
    boolean small = args.length == 1 && args[0].equals("control-plane");
    var binaries = Binaries.of(small ? Part.CONTROL_PLANE : Part.ALL);
    binaries.paths().forEach((part, path) -> System.err.println(part.program + ": " + path));
  }
}
