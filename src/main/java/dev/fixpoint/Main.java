// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import io.quarkus.picocli.runtime.annotations.TopCommand;
import picocli.CommandLine.Command;

/// The first argument picks the role.
@TopCommand
@Command(name = "fixpoint", mixinStandardHelpOptions = true)
class Main {}
