// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.util.Map;
import java.util.TreeMap;

/// Which versions of other programs are used here.
public final class Versions {

  private Versions() {}

  /// By the name of the program.
  public static Map<String, String> all() {
    var all = new TreeMap<String, String>();
    all.put("Kubernetes", Part.Module.KUBERNETES.version("k8s.io/kubernetes"));
    all.put("etcd", Part.Module.KUBERNETES.version("go.etcd.io/etcd/server/v3"));
    all.put("nft", Run.of("nft", "--version").out().strip());
    all.put("iptables", Run.of("iptables", "--version").out().strip());
    return all;
  }
}
