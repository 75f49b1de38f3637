// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

class WithoutManagedFieldsTest {
  private static final String SERVICE =
      """
      {"kind": "Service", "apiVersion": "v1",
       "metadata": {"name": "web", "managedFields": [{"manager": "kubectl", "fieldsV1": {"f:spec": {}}}],
                    "labels": {"app": "web"}}}
      """;

  @Test
  void theRestOfTheMetadataIsRead() {
    var mapper = new ObjectMapper();
    new WithoutManagedFields().customize(mapper);
    var serialization = new KubernetesSerialization(mapper, true);

    var metadata = serialization.unmarshal(SERVICE, Service.class).getMetadata();

    assertThat(metadata.getName()).isEqualTo("web");
    assertThat(metadata.getLabels()).containsEntry("app", "web");
    assertThat(metadata.getManagedFields()).isEmpty();
    assertThat(metadata.getAdditionalProperties()).isEmpty();
  }
}
