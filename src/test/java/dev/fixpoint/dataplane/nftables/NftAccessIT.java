// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.AccessCase;
import dev.fixpoint.dataplane.Backend;
import dev.fixpoint.dataplane.TestNet;
import org.junit.jupiter.api.Test;

class NftAccessIT extends AccessCase {

  @Override
  protected Backend backend() {
    return new NftBackend();
  }

  @Test
  void whatSomebodyElseAdmitsIsFoundAndUndone() throws Exception {
    replace(table(FRONT), POD_1);
    net.sh(TestNet.NODE, "nft add element ip fixpoint clients {0:1 . 10.1.0.2}");
    net.sh(TestNet.NODE, "nft delete element ip fixpoint clients {0:1 . 10.1.0.1}");
    assertThat(answer("p2")).isEqualTo("p3");

    assertThat(replace(table(FRONT), POD_1)).isEqualTo(2);

    assertThat(answer("p1")).isEqualTo("p3");
    assertThat(answer("p2")).isEqualTo(REFUSED);
  }
}
