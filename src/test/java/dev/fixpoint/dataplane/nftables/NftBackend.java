// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.Backend;
import dev.fixpoint.dataplane.Dataplane;
import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.TestNet;
import dev.fixpoint.vip.Ip;
import java.util.regex.Pattern;

final class NftBackend implements Backend {

  /// A set or map that packets fill.
  private static final Pattern FILLED =
      Pattern.compile(
          "(?s)\\t(set|map) \\w+ \\{\\n((?!\\n\\t}).)*flags dynamic((?!\\n\\t}).)*\\n\\t}");

  @Override
  public Dataplane open() throws DataplaneException {
    return NftablesDataplane.open();
  }

  @Override
  public String held(TestNet net) throws Exception {
    var held = new StringBuilder();
    for (var table : net.sh(TestNet.NODE, "nft list tables").lines().toList()) {
      if (table.endsWith(" fixpoint")) {
        held.append(net.sh(TestNet.NODE, "nft -s list " + table));
      }
    }
    return FILLED.matcher(held).replaceAll("");
  }

  @Override
  public void forget(TestNet net, Ip frontend) throws Exception {
    var table = NftFamily.of(frontend).table();
    net.sh(TestNet.NODE, "nft flush map " + table + " affinity");
  }
}
