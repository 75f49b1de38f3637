// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What makes a shell complete `fixpoint`.
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a script by which a shell completes commands, options and their values:",
      "source <(fixpoint completion bash)",
      "kubectl completes kubectl fixpoint by itself, where kubectl_complete-fixpoint is on PATH."
    })
class CompletionCommand implements Callable<Integer> {

  enum Shell {
    bash,
    zsh
  }

  @Spec CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
  Shell shell;

  /// One script for both.
  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    out.print(AutoComplete.bash("fixpoint", spec.root().commandLine()));
    out.flush();
    return ExitCode.OK;
  }
}
