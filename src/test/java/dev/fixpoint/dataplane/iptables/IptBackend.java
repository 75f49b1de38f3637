// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.dataplane.Backend;
import dev.fixpoint.dataplane.Dataplane;
import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.TestNet;
import dev.fixpoint.dataplane.process.Command;
import dev.fixpoint.vip.Ip;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

final class IptBackend implements Backend {

  @Override
  public Dataplane open() throws DataplaneException {
    return IptablesDataplane.open();
  }

  /// What a command prints on the node, without what it warns of.
  static String print(TestNet net, List<String> command) throws Exception {
    return net.in(
        TestNet.NODE, () -> new Command("test", Duration.ofMinutes(1)).output(command, ""));
  }

  @Override
  public String held(TestNet net) throws Exception {
    var held = new StringBuilder();
    for (var tool :
        List.of("iptables-nft", "ip6tables-nft", "iptables-legacy", "ip6tables-legacy")) {
      net.sh(TestNet.NODE, tool + "-save")
          .lines()
          .filter(line -> line.contains("FIXPOINT"))
          .forEach(line -> held.append(tool).append(' ').append(line).append('\n'));
    }
    net.sh(TestNet.NODE, "ipset save")
        .lines()
        .sorted()
        .forEach(line -> held.append(line).append('\n'));
    return held.toString();
  }

  @Override
  public void forget(TestNet net, Ip frontend) throws Exception {
    net.in(
        TestNet.NODE,
        () -> {
          try (var lists = Files.list(Path.of("/proc/thread-self/net/xt_recent"))) {
            for (var list : lists.toList()) {
              Files.writeString(list, "/\n");
            }
          }
          return null;
        });
  }
}
