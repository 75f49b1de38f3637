// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.Sample;
import dev.fixpoint.dataplane.TestNet;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.ops.Settings.Backend;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Agents of different backends one after the other on one node, as they clean up after each other:
/// where there are IPVS and iptables, and nf_tables has no families.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public final class IpvsSuccession {
  private TestNet net;

  @BeforeAll
  void machines() throws Exception {
    net = new TestNet();
    net.servePods(8080);
  }

  @AfterAll
  void close() throws Exception {
    net.close();
  }

  @Test
  void eachRemovesWhatTheOthersHaveLeft() throws Exception {
    runs(Backend.ipvs);
    assertThat(held()).contains("10.96.0.1:80", "fixpoint-4-fronts", "FIXPOINT-IPVS", "fixpoint0");

    runs(Backend.iptables);
    assertThat(held()).doesNotContain("10.96.0.1:80", "fixpoint-4-fronts", "-IPVS", "fixpoint0");
    assertThat(held()).contains("FIXPOINT-INSIDE");

    runs(Backend.ipvs);
    assertThat(held()).contains("10.96.0.1:80").doesNotContain("FIXPOINT-INSIDE");

    onNode(
        () -> {
          Backends.cleanUp();
          return null;
        });
    assertThat(held()).doesNotContainIgnoringCase("fixpoint").doesNotContain("10.96.0.1");
  }

  @Test
  void aBackendThatTheKernelCannotDoEndsTheAgentAndLeavesWhatIsThere() throws Exception {
    runs(Backend.ipvs);
    var before = held();

    assertThatThrownBy(() -> runs(Backend.nftables)).isInstanceOf(DataplaneException.class);

    assertThat(held()).isEqualTo(before);
    assertThat(net.ask("p3", "10.96.0.1", 80)).startsWith("p");
    onNode(
        () -> {
          Backends.cleanUp();
          return null;
        });
  }

  /// An agent that writes all, tidies up, and ends without removing anything.
  private void runs(Backend backend) throws Exception {
    onNode(
        () -> {
          try (var dataplane = Backends.open(backend)) {
            dataplane.replace(Sample.forwards("1:80 AB"), NodeRules.NONE);
            dataplane.tidy();
          }
          return null;
        });
    assertThat(net.ask("p3", "10.96.0.1", 80)).startsWith("p");
  }

  private void onNode(Callable<Void> task) throws Exception {
    net.in(TestNet.NODE, task);
  }

  /// What the kernel holds, of any backend.
  private String held() throws Exception {
    var held = new StringBuilder();
    for (var command :
        new String[] {
          "ipvsadm -S -n", "ipset save", "iptables-legacy-save", "ip6tables-legacy-save", "ip link"
        }) {
      held.append(net.sh(TestNet.NODE, command));
    }
    return held.toString().replaceAll("(?m)^[#:].*\n", "");
  }
}
