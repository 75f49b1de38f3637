// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Keeps the shared control plane in the root store, which closes it at the end of the run.
final class ControlPlaneExtension implements ParameterResolver {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ControlPlane.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .computeIfAbsent(ControlPlane.class, type -> started(), ControlPlane.class);
  }

  private static ControlPlane started() {
    var controlPlane = ControlPlane.start();
    if (Files.isDirectory(Path.of("crds"))) {
      controlPlane.applyCrds();
    }
    return controlPlane;
  }
}
