// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ops;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapperCustomizer;
import jakarta.inject.Singleton;

/// Who owns which field of an object is half of its JSON, and the API server's business: it is
/// passed over. What is written without `managedFields` keeps those that the object has.
@Singleton
class WithoutManagedFields implements KubernetesClientObjectMapperCustomizer {

  @Override
  public void customize(ObjectMapper mapper) {
    mapper.addMixIn(ObjectMeta.class, Metadata.class);
  }

  @JsonIgnoreProperties("managedFields")
  private interface Metadata {}
}
