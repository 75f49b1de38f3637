// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.agent.AgentRole;
import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.nftables.ForeignRules;
import dev.fixpoint.dataplane.nftables.NftablesDataplane;
import dev.fixpoint.ops.Debug;
import dev.fixpoint.ops.Debug.Printed;
import dev.fixpoint.ops.Health;
import dev.fixpoint.ops.Hooks;
import dev.fixpoint.ops.Meters;
import dev.fixpoint.ops.Settings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.Quarkus;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/// The agent role: one on every node.
@Command(name = "agent", description = "Keeps this node's kernel like the routing intents.")
class AgentCommand implements Callable<Integer> {
  private static final Logger LOG = Logger.getLogger(AgentCommand.class);

  /// For the training run in the image's build, which may not touch the kernel.
  @Option(names = "--rehearse", hidden = true)
  boolean rehearse;

  private final KubernetesClient client;
  private final Settings settings;
  private final Health health;
  private final Hooks hooks;
  private final Debug debug;
  private final Meters meters;

  AgentCommand(
      KubernetesClient client,
      Settings settings,
      Health health,
      Hooks hooks,
      Debug debug,
      Meters meters) {
    this.client = client;
    this.settings = settings;
    this.health = health;
    this.hooks = hooks;
    this.debug = debug;
    this.meters = meters;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (settings.nodeName().isEmpty()) {
      LOG.error("FIXPOINT_NODE_NAME is not set: set it to the name of this node in Kubernetes");
      return ExitCode.USAGE;
    }
    try {
      var role =
          new AgentRole(
              client,
              rehearse ? NftablesDataplane.rehearsal() : Backends.open(settings.backend()),
              settings.nodeName().get(),
              FixpointCommand.current(),
              settings,
              meters);
      health.serve(role);
      hooks.serve(role.drains());
      debug.serve(
          () -> new Printed(role.listings(), UnaryOperator.identity()),
          () -> new Printed(ForeignRules.listings(), ForeignRules::of));
      var loop = Thread.ofPlatform().name("agent").start(() -> runOrExit(role));
      Quarkus.waitForExit();
      loop.interrupt();
      loop.join();
      return ExitCode.OK;
    } catch (DataplaneException e) {
      LOG.errorf("the kernel can't be programmed: %s", e.getMessage());
      return ExitCode.SOFTWARE;
    }
  }

  /// An agent whose loop has ended for whatever reason ends, to be started again: the kernel
  /// keeps what it has.
  private static void runOrExit(AgentRole role) {
    try {
      role.run();
    } finally {
      Quarkus.asyncExit(ExitCode.SOFTWARE);
    }
  }
}
