// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.dataplane.DataplaneException;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The end of Fixpoint on a node: an agent that ends leaves its rules, so that nothing is lost
/// while it is replaced. At `helm uninstall` the chart runs this on every node, and once more to
/// wait until all have done it.
@Command(
    name = "cleanup",
    mixinStandardHelpOptions = true,
    description = {
      "Removes what Fixpoint has in this node's kernel, by whatever backend. End the node's agent",
      "first.",
      "Connections that exist go on."
    },
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0  nothing of Fixpoint is left",
      "  1  the kernel refused, or some node was not done in time",
      "  2  wrong usage"
    })
class CleanupCommand implements Callable<Integer> {
  private static final long LOOK_AGAIN_MILLIS = 1_000;

  @Spec CommandSpec spec;

  @Option(
      names = "--await",
      paramLabel = "NAMESPACE/DAEMONSET",
      description =
          "Leaves this node alone, and waits until the DaemonSet's pods are ready on all nodes.")
  String awaited;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      description = "How long to wait, such as 90s or 5m. Default: ${DEFAULT-VALUE}.",
      defaultValue = "4m",
      converter = WaitTime.class)
  Duration timeout;

  private final KubernetesClient client;

  CleanupCommand(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public Integer call() throws InterruptedException {
    return awaited == null ? clean() : awaitAll();
  }

  private int clean() {
    try {
      Backends.cleanUp();
      return say("nothing of Fixpoint is left in the kernel of this node", ExitCode.OK);
    } catch (DataplaneException e) {
      return say("the kernel keeps its rules: " + e.getMessage(), ExitCode.SOFTWARE);
    }
  }

  private int awaitAll() throws InterruptedException {
    var name = awaited.split("/", 2);
    if (name.length < 2) {
      return say("--await takes NAMESPACE/DAEMONSET, not " + awaited, ExitCode.USAGE);
    }
    long end = System.nanoTime() + timeout.toNanos();
    var last = "";
    do {
      try {
        var set = client.apps().daemonSets().inNamespace(name[0]).withName(name[1]).get();
        if (isDone(set)) {
          return say("every node is clean", ExitCode.OK);
        }
        last = progress(set);
      } catch (RuntimeException noAnswer) {
        last = "the API server does not answer: " + noAnswer.getMessage();
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
    } while (System.nanoTime() < end);
    return say(
        last
            + ". The DaemonSet %s goes on with it: see kubectl -n %s get pods, and delete it when all is done"
                .formatted(name[1], name[0]),
        ExitCode.SOFTWARE);
  }

  /// Whether its controller has seen it, and every node it is for has a ready pod.
  private static boolean isDone(DaemonSet set) {
    return set != null
        && set.getStatus() != null
        && set.getMetadata().getGeneration().equals(set.getStatus().getObservedGeneration())
        && number(set.getStatus().getNumberReady())
            >= number(set.getStatus().getDesiredNumberScheduled());
  }

  private static String progress(DaemonSet set) {
    if (set == null) {
      return "there is no DaemonSet of that name";
    }
    return Optional.ofNullable(set.getStatus())
        .map(
            status ->
                "%d of %d nodes are clean"
                    .formatted(
                        number(status.getNumberReady()),
                        number(status.getDesiredNumberScheduled())))
        .orElse("no node is clean yet");
  }

  private static int number(Integer count) {
    return count == null ? 0 : count;
  }

  private int say(String text, int exit) {
    var out = exit == ExitCode.OK ? spec.commandLine().getOut() : spec.commandLine().getErr();
    out.println(text);
    out.flush();
    return exit;
  }
}
