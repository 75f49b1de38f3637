// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/// A class of tests on one [TestNet], each test with an empty table on its node.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class KernelCase {
  TestNet net;
  NftablesDataplane dataplane;

  @BeforeAll
  void connect() throws Exception {
    net = new TestNet();
  }

  @AfterAll
  void disconnect() throws Exception {
    if (net != null) {
      net.close();
    }
  }

  @BeforeEach
  void open() throws Exception {
    dataplane = net.in(TestNet.NODE, NftablesDataplane::open);
  }

  @AfterEach
  void cleanup() throws Exception {
    net.in(
        TestNet.NODE,
        () -> {
          dataplane.cleanup();
          dataplane.close();
          return null;
        });
    assertThat(net.sh(TestNet.NODE, "nft list tables")).doesNotContain("fixpoint");
  }
}
