// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.naming.NamingException;
import javax.naming.directory.InitialDirContext;

/// A real CoreDNS on a [SimNode], with the part of kubeadm's Corefile that answers for the cluster,
/// and resolvers that ask it.
public final class CoreDns implements AutoCloseable {
  private static final int READY_PORT = 8181;

  /// Without the cache: a test would wait for the end of what it remembers.
  private static final String COREFILE =
      """
      .:53 {
        errors
        ready 127.0.0.1:%d
        kubernetes cluster.local in-addr.arpa ip6.arpa {
          kubeconfig %s
        }
        loadbalance
      }
      """;

  private final SimNode node;
  private final Started process;

  private CoreDns(SimNode node, Started process) {
    this.node = node;
    this.process = process;
  }

  /// Starts it on the node, at all addresses of it.
  public static CoreDns start(SimNode node) {
    var controlPlane = node.controlPlane();
    var name = "coredns-" + node.name();
    var kubeconfig = controlPlane.kubeconfigInside("coredns", "system:masters");
    var text = COREFILE.formatted(READY_PORT, kubeconfig);
    var corefile = controlPlane.sandbox().write(name + ".conf", text);
    var program = Binaries.of(Set.of(Part.COREDNS)).path(Part.COREDNS).toString();
    var command = List.of(program, "-conf", corefile.toString());
    var process = controlPlane.sandbox().start(name, Optional.of(node.netns()), Map.of(), command);
    return new CoreDns(node, process);
  }

  /// Waits until it has read the cluster.
  public void awaitReady() {
    process.await(
        process.name() + " to be ready",
        Duration.ofMinutes(2),
        () -> Http.get(node.netns(), READY_PORT, "/ready").status() == 200);
  }

  /// Runs a program of this machine in a pod with the `resolv.conf` that a kubelet would write.
  public Run in(SimPod pod, String... command) {
    var text =
        """
        search %s.svc.cluster.local svc.cluster.local cluster.local
        nameserver %s
        options ndots:5
        """
            .formatted(pod.namespace(), node.address());
    var file = node.controlPlane().sandbox().write("resolv.conf." + pod.namespace(), text);
    var script = "mount --bind " + file + " \"$(readlink -f /etc/resolv.conf)\" && exec \"$@\"";
    var all = new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private"));
    all.addAll(List.of("sh", "-c", script, "sh"));
    all.addAll(List.of(command));
    return pod.netns().exec(all.toArray(String[]::new));
  }

  /// The records of a type that a pod gets for a full name, as a zone file has them; none where
  /// there is no such name.
  public List<String> records(SimPod pod, String type, String name) {
    return pod.netns()
        .call(
            () -> {
              var environment = new java.util.Hashtable<String, String>();
              environment.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
              environment.put("java.naming.provider.url", "dns://" + node.address());
              return records(new InitialDirContext(environment), type, name);
            });
  }

  private static List<String> records(InitialDirContext dns, String type, String name)
      throws NamingException {
    try {
      var found = dns.getAttributes(name + ".", new String[] {type}).get(type);
      var records = new ArrayList<String>();
      for (int i = 0; found != null && i < found.size(); i++) {
        records.add(found.get(i).toString());
      }
      return records;
    } catch (javax.naming.NameNotFoundException noSuchName) {
      return List.of();
    } finally {
      dns.close();
    }
  }

  @Override
  public void close() {
    process.end(Pid.SIGTERM);
  }
}
