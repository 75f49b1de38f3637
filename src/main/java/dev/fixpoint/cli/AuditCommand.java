// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.ops.Settings;
import dev.fixpoint.vip.Key;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// Who was denied or allowed.
@Command(
    name = "audit",
    description = {
      "Shows the clients that connected to VirtualServices with access.audit, and whether they",
      "were admitted, for an hour after their last connection.",
      "With -n: only the VirtualServices of this namespace. Default: of all."
    })
class AuditCommand extends ClientCommand {

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "A VirtualService: vsvc/NAME, NAME or NAMESPACE/NAME. Default: all.")
  String target;

  AuditCommand(KubernetesClient client, Settings settings) {
    super(client, settings);
  }

  @Override
  Report ask(ClusterReader cluster) {
    var wanted = wanted();
    var routings = cluster.routings();
    var pods = cluster.pods(null);
    var now = cluster.now();
    cluster.demandRights();
    return AuditReport.of(routings, pods, wanted, now);
  }

  private Predicate<Key> wanted() {
    if (target == null) {
      return key -> namespace == null || key.namespace().equals(namespace);
    }
    return Subject.parse(target)
        .filter(parsed -> !parsed.contradicts(givenNamespace()))
        .map(subject -> subject.in(givenNamespace(), currentNamespace()))
        .map(Predicate::<Key>isEqual)
        .orElseThrow(
            () -> new ParameterException(spec.commandLine(), "not one VirtualService: " + target));
  }
}
