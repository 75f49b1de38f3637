// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.vip.Key;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import io.fabric8.kubernetes.api.model.PartialObjectMetadataList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;

/// Which write of its RoutingIntents each VirtualService is at: of all shards the last. Read from
/// their metadata alone, since what they hold grows with the endpoints.
final class IntentVersions {

  private static final String METADATA_ONLY =
      "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
  private static final String PATH = "apis/fixpoint.dev/v1alpha1/routingintents";

  private IntentVersions() {}

  /// @throws ClientFailure where the API server can't be reached
  static Map<Key, Long> read(KubernetesClient client) {
    var url = URI.create(client.getMasterUrl().toString()).resolve(PATH);
    var http = client.getHttpClient();
    var request = http.newHttpRequestBuilder().uri(url).header("Accept", METADATA_ONLY).build();
    try {
      var answer = http.sendAsync(request, String.class).join();
      if (!answer.isSuccessful()) {
        throw new KubernetesClientException(answer.message(), answer.code(), null);
      }
      var serialization = client.getKubernetesSerialization();
      return of(serialization.unmarshal(answer.body(), PartialObjectMetadataList.class));
    } catch (CompletionException e) {
      throw ClientFailure.unreachable(e, client.getMasterUrl().toString());
    }
  }

  /// By VirtualService, which is an intent's owner.
  static Map<Key, Long> of(PartialObjectMetadataList list) {
    var versions = new TreeMap<Key, Long>();
    list.getItems().forEach(item -> put(item, versions));
    return versions;
  }

  private static void put(PartialObjectMetadata item, Map<Key, Long> versions) {
    var metadata = item.getMetadata();
    var owner =
        metadata.getOwnerReferences().stream()
            .map(OwnerReference::getName)
            .findFirst()
            .orElse(metadata.getName());
    var key = new Key(metadata.getNamespace(), owner);
    versions.merge(key, Long.parseLong(metadata.getResourceVersion()), Math::max);
  }

  /// How many of them a node has yet to apply.
  static long behind(NodeView node, Map<Key, Long> versions) {
    return versions.entrySet().stream()
        .filter(entry -> !node.applied(entry.getKey(), entry.getValue()))
        .count();
  }

  /// Those of one namespace.
  ///
  /// @param namespace null for all
  static Map<Key, Long> in(String namespace, Map<Key, Long> versions) {
    var kept = new TreeMap<Key, Long>(versions);
    kept.keySet().removeIf(key -> namespace != null && !key.namespace().equals(namespace));
    return kept;
  }
}
