// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ops;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// The client of the API server: that of the framework, with [Patience] and its own [Transport].
@Singleton
class ApiClient {

  @Produces
  @ApplicationScoped
  KubernetesClient client(
      Config config,
      KubeconfigChoice choice,
      KubernetesSerialization serialization,
      Patience patience,
      Vertx vertx) {
    return new KubernetesClientBuilder()
        .withConfig(choice.configOr(config))
        .withKubernetesSerialization(serialization)
        .withHttpClientFactory(new Transport(vertx))
        .withHttpClientBuilderConsumer(patience::join)
        .build();
  }

  void close(@Disposes KubernetesClient client) {
    client.close();
  }
}
