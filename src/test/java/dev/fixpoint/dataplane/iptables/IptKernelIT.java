// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.Backend;
import dev.fixpoint.dataplane.KernelCase;
import dev.fixpoint.dataplane.Sample;
import dev.fixpoint.dataplane.TestNet;
import dev.fixpoint.forwarding.Capability;
import dev.fixpoint.forwarding.NodeRules;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Our chains among those of others.
class IptKernelIT extends KernelCase {
  private static final String TABLE = "1:80 ABC, 2:80 -, 3:80 A";

  @Override
  protected Backend backend() {
    return new IptBackend();
  }

  @BeforeAll
  void machines() throws Exception {
    net.servePods(8080);
  }

  @Test
  void thisKernelCanDoAllThatIptablesCan() {
    assertThat(dataplane.capabilities())
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(
                EnumSet.of(Capability.LeastConnections, Capability.SourceHashIPv6)));
  }

  /// What someone does by hand to the rules.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-t nat -F FIXPOINT-INSIDE",
        "-t nat -A FIXPOINT-INSIDE -j RETURN",
        "-t nat -N FIXPOINT-THEIRS",
        "-t nat -D PREROUTING 1",
        "-t nat -I PREROUTING 1 -j RETURN",
        "-t nat -F",
        "-t filter -F FIXPOINT-REFUSE",
        "-t filter -F",
      })
  void replaceMendsWhatOthersDid(String command) throws Exception {
    replace(TABLE);
    net.sh(TestNet.NODE, "iptables-nft " + command);

    assertThat(replace(TABLE)).isPositive();

    assertThat(replace(TABLE)).isZero();
    assertThat(answering("p1")).containsExactly("p1", "p2", "p3");
    assertRefusedAtOnce("p1", "10.96.0.2", 80);
    net.sh(TestNet.NODE, "iptables-nft -t nat -F PREROUTING");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nft", "legacy"})
  @DisplayName("T33 what others have in iptables is the same, byte for byte, whatever we do")
  void othersRulesAreTheSameByteForByte(String kind) throws Exception {
    var tool = "iptables-" + kind;
    for (var rule :
        List.of(
            "-t nat -N KUBE-SERVICES",
            "-t nat -A PREROUTING -j KUBE-SERVICES",
            "-t nat -A POSTROUTING -s 172.16.0.0/12 -j MASQUERADE",
            "-t filter -A FORWARD -s 172.16.0.0/12 -j ACCEPT",
            "-t mangle -A PREROUTING -p tcp --dport 9 -j MARK --set-mark 7")) {
      net.sh(TestNet.NODE, tool + " " + rule);
    }
    net.sh(TestNet.NODE, "ipset create THEIRS hash:ip -exist");
    var before = others(tool);
    var next = net.in(TestNet.NODE, backend()::open); // by the kind that has more rules
    net.in(
        TestNet.NODE,
        () -> {
          next.replace(Sample.forwards("1:80 AB, 3:80 C"), NodeRules.NONE);
          return null;
        });
    assertThat(net.sh(TestNet.NODE, tool + "-save")).contains("FIXPOINT-INSIDE");
    assertThat(net.ask("p2", "10.96.0.3", 80)).startsWith("p3");
    assertThat(others(tool)).isEqualTo(before);
    net.in(
        TestNet.NODE,
        () -> {
          next.cleanup();
          next.close();
          return null;
        });
    assertThat(others(tool)).isEqualTo(before);
    assertThat(net.sh(TestNet.NODE, "ipset list -name")).contains("THEIRS");
    for (var table : List.of("nat", "filter", "mangle")) {
      net.sh(TestNet.NODE, tool + " -t " + table + " -F");
    }
    net.sh(TestNet.NODE, tool + " -t nat -X KUBE-SERVICES");
    net.sh(TestNet.NODE, "ipset destroy THEIRS");
  }

  private List<String> others(String tool) throws Exception {
    return net.sh(TestNet.NODE, tool + "-save")
        .lines()
        .filter(line -> !line.startsWith("#") && !line.contains("FIXPOINT"))
        .map(line -> line.replaceFirst("\\[[0-9:]+]$", "")) // packets of the chain
        .toList();
  }

  @Test
  void whatTheOtherKindOfToolsHasOfOursGoes() throws Exception {
    replace(TABLE);
    net.sh(TestNet.NODE, "iptables-legacy -t nat -N FIXPOINT-INSIDE");
    net.sh(TestNet.NODE, "iptables-legacy -t nat -A OUTPUT -j FIXPOINT-INSIDE");
    var next = net.in(TestNet.NODE, backend()::open);
    net.in(
        TestNet.NODE,
        () -> {
          next.replace(Sample.forwards(TABLE), NodeRules.NONE);
          next.close();
          return null;
        });
    assertThat(net.sh(TestNet.NODE, "iptables-legacy-save")).doesNotContain("FIXPOINT");
    assertThat(answering("p1")).containsExactly("p1", "p2", "p3");
  }
}
