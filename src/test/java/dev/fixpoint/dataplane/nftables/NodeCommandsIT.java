// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.Backend;
import dev.fixpoint.dataplane.KernelCase;
import dev.fixpoint.dataplane.TestNet;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.kit.Fence;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands that the page on troubleshooting gives for a node.
class NodeCommandsIT extends KernelCase {

  @TempDir Path folder;

  @Override
  protected Backend backend() {
    return new NftBackend();
  }

  @BeforeAll
  void serve() throws Exception {
    net.serve("p1", 8080);
  }

  @Test
  void theCommandsOfThePageShowWhatTheySay() throws Exception {
    var web = new Frontend(Ip.of("10.96.0.1"), Protocol.TCP, 80);
    var target = new Target(Ip.of("10.1.0.1"), 8080, true);
    var table = Map.of(web, Forward.evenly(new Key("test", "web"), List.of(target)));
    net.in(TestNet.NODE, () -> dataplane.replace(table, NodeRules.NONE));
    assertThat(net.ask(TestNet.PEER, "10.96.0.1", 80)).startsWith("p1");

    int commands = 0;
    for (var fence : Fence.of(Path.of("docs/troubleshooting.md"))) {
      if (fence.coveredBy().equals("NodeCommandsIT")) {
        for (var line : fence.text().lines().filter(l -> !l.startsWith("#")).toList()) {
          var script = Files.writeString(folder.resolve("line"), line);
          assertThat(net.sh(TestNet.NODE, "sh " + script)).as(line).isNotBlank();
          commands++;
        }
      }
    }
    assertThat(commands).isPositive();
  }
}
