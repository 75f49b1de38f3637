// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ops;

import io.fabric8.kubernetes.client.Config;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Which kubeconfig, and which of its contexts, the client of the API server uses. To be chosen
/// before that is used first.
@Singleton
public class KubeconfigChoice {
  private volatile Optional<String> context = Optional.empty();

  /// @param file empty for that of the environment
  /// @param context empty for the current one of the kubeconfig
  public void choose(Optional<String> file, Optional<String> context) {
    file.ifPresent(path -> System.setProperty(Config.KUBERNETES_KUBECONFIG_FILE, path));
    this.context = context;
  }

  /// @param usual what is used where nothing was chosen
  Config configOr(Config usual) {
    return context.map(Config::autoConfigure).orElse(usual);
  }
}
