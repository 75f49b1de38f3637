// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.AccessCase;
import dev.fixpoint.dataplane.Backend;
import dev.fixpoint.dataplane.BalancingCase;
import dev.fixpoint.dataplane.Dataplane;
import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.FlowsCase;
import dev.fixpoint.dataplane.ForwardingCase;
import dev.fixpoint.dataplane.TestNet;
import dev.fixpoint.dataplane.process.Command;
import dev.fixpoint.vip.Ip;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// On a node whose kubelet says that it uses the older tools, which speak to ip_tables.
class IptLegacyIT {

  private static final class Legacy implements Backend {
    private final Backend any = new IptBackend();

    @Override
    public Dataplane open() throws DataplaneException {
      // As the kubelet does (KEP-3178); it fails where the chain is there.
      new Command("hint", Duration.ofMinutes(1))
          .run(List.of("iptables-legacy", "-t", "mangle", "-N", "KUBE-IPTABLES-HINT"), "");
      return any.open();
    }

    @Override
    public String held(TestNet net) throws Exception {
      return any.held(net);
    }

    @Override
    public void forget(TestNet net, Ip frontend) throws Exception {
      any.forget(net, frontend);
    }

    @Override
    public Set<String> limits() {
      return any.limits();
    }
  }

  @Nested
  class Forwarding extends ForwardingCase {
    @Override
    protected Backend backend() {
      return new Legacy();
    }

    @Test
    void allIsInTheOlderTables() throws Exception {
      replace("1:80 A");
      assertThat(net.sh(TestNet.NODE, "iptables-legacy-save")).contains("FIXPOINT-INSIDE");
      assertThat(net.sh(TestNet.NODE, "iptables-nft-save")).doesNotContain("FIXPOINT");
    }
  }

  @Nested
  class Balancing extends BalancingCase {
    @Override
    protected Backend backend() {
      return new Legacy();
    }
  }

  @Nested
  class Access extends AccessCase {
    @Override
    protected Backend backend() {
      return new Legacy();
    }
  }

  @Nested
  class Flows extends FlowsCase {
    @Override
    protected Backend backend() {
      return new Legacy();
    }
  }
}
