// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;

/// Wrong usage in one line that leads to the help; where not even a command is known, the help
/// itself.
public final class OneLineErrors implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    var command = e.getCommandLine();
    var err = command.getErr();
    err.println("fixpoint: " + e.getMessage());
    if (command.getParent() == null) {
      command.usage(err);
    } else {
      err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
    }
    err.flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }
}
