// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.dataplane.Backend;
import dev.fixpoint.dataplane.Dataplane;
import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.TestNet;
import dev.fixpoint.vip.Ip;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// IPVS, in the kernel that has it.
final class IpvsBackend implements Backend {

  @Override
  public Dataplane open() throws DataplaneException {
    return IpvsDataplane.open();
  }

  @Override
  public String held(TestNet net) throws Exception {
    var held = new StringBuilder();
    for (var list :
        List.of("ipvsadm -S -n", "ipset save", "iptables-legacy-save", "ip6tables-legacy-save")) {
      held.append(net.sh(TestNet.NODE, list));
    }
    net.in(TestNet.NODE, () -> Files.readAllLines(Path.of("/proc/thread-self/net/dev")))
        .forEach(line -> held.append(line.split(":")[0]).append('\n')); // routes go with it
    return held.toString()
        .lines()
        .filter(line -> line.matches("-[Aa] (-t|-u|-f|--sctp-service) .*|.*(?i:fixpoint).*"))
        .filter(line -> !line.endsWith(" -w 0")) // leaves by itself
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  @Override
  public Set<String> limits() {
    return Set.of(TWO_ADDRESSES, SHORT_AFFINITY, PROMPT_COUNTERS, ONE_CHOICE);
  }

  @Override
  public void forget(TestNet net, Ip frontend) throws Exception {
    throw new UnsupportedOperationException("IPVS forgets no client before its time");
  }
}
