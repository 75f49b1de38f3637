// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.uml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// What the other kernel has, and this machine's need not.
class GuestKernel {

  @Test
  void hasIpvs() throws Exception {
    assertThat(Files.readString(Path.of("/proc/net/ip_vs"))).startsWith("IP Virtual Server");
  }
}
