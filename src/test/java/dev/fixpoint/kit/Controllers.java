// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.util.ArrayList;
import java.util.List;

/// A kube-controller-manager of some controllers alone, beside the control plane's own.
public final class Controllers {
  /// Who it is at the API server, other than the control plane's own.
  public static final String USER = "some-controllers";

  private Controllers() {}

  /// Starts it; the caller ends it.
  ///
  /// @param names as in `--controllers`
  public static Program start(ControlPlane controlPlane, String names, String... flags) {
    var user = controlPlane.kubeconfigInside(USER, "system:masters");
    var all =
        new ArrayList<>(
            List.of(
                "--kubeconfig=" + user,
                "--leader-elect=false",
                "--use-service-account-credentials=false",
                "--secure-port=0",
                "--controllers=" + names));
    all.addAll(List.of(flags));
    return controlPlane.startInside(Part.CONTROLLER_MANAGER, all.toArray(String[]::new));
  }
}
