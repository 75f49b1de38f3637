// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/// One node port that a VirtualService holds. The name is the port, such as `tcp-28017`, so that
/// no two can hold one.
@Group("fixpoint.dev")
@Version("v1alpha1")
@Plural("nodeportclaims") // else it is worked out anew for each object
@ShortNames("npclaim")
@Categories("fixpoint")
@JsonClassDescription(
    "One node port that a VirtualService holds. Its name is the port, such as tcp-28017, so that "
        + "no two can hold one. Written by the operator only.")
@AdditionalPrinterColumn(name = "Namespace", jsonPath = ".spec.virtualService.namespace")
@AdditionalPrinterColumn(name = "VirtualService", jsonPath = ".spec.virtualService.name")
@AdditionalPrinterColumn(
    name = "Port",
    jsonPath = ".spec.port",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@ValidationRule(
    value = "self.metadata.name.matches('^(tcp|udp|sctp)-[1-9][0-9]{0,4}$')",
    message = "must be protocol and port, such as tcp-28017",
    fieldPath = ".metadata.name")
public class NodePortClaim extends CustomResource<NodePortClaimSpec, Void> {
  private static final long serialVersionUID = 1;
}
