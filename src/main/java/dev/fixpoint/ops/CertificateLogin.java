// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ops;

import io.fabric8.kubernetes.client.Config;
import io.quarkus.kubernetes.client.KubernetesConfigCustomizer;
import jakarta.inject.Singleton;

/// Tells the client that there is no token to be had where it logs in by a certificate. Else, from
/// its second minute on, it reads the kubeconfig anew before each request, to look for one: a third
/// of the operator's work.
@Singleton
public class CertificateLogin implements KubernetesConfigCustomizer {

  @Override
  public void customize(Config config) {
    boolean hasToken = config.getOauthToken() != null || config.getAutoOAuthToken() != null;
    boolean canGetOne = config.getOauthTokenProvider() != null || config.getAuthProvider() != null;
    if (!hasToken && !canGetOne) {
      config.setOauthTokenProvider(() -> null);
    }
  }
}
