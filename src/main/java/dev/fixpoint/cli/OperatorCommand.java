// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.controller.OperatorRole;
import dev.fixpoint.ops.Health;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.inject.Instance;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/// The operator role: one leader in a cluster.
@Command(
    name = "operator",
    description = "Allocates addresses, follows pods, writes routing intents.")
class OperatorCommand implements Callable<Integer> {
  private static final Logger LOG = Logger.getLogger(OperatorCommand.class);

  private final Instance<OperatorRole> role;
  private final Health health;

  OperatorCommand(Instance<OperatorRole> role, Health health) {
    this.role = role;
    this.health = health;
  }

  @Override
  public Integer call() {
    var operator = role.get();
    health.serve(operator);
    try {
      operator.start(FixpointCommand.current());
    } catch (RuntimeException e) {
      LOG.error("the operator could not start", e);
      return ExitCode.SOFTWARE;
    }
    // Ends as it would by SIGKILL: every write stands for itself, so nothing is left half done.
    Quarkus.waitForExit();
    return ExitCode.OK;
  }
}
