// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/// Client addresses of access rules. Written by the operator, read by the agents; not for people
/// to edit.
@Group("fixpoint.dev")
@Version("v1alpha1")
@Plural("addresssets") // else it is worked out anew for each object
@ShortNames("aset")
@Categories("fixpoint")
@JsonClassDescription(
    "Client addresses of access rules: one set for each distinct selector, shared by all rules "
        + "that use it. Written by the operator, read by the agents; not for people to edit.")
@AdditionalPrinterColumn(name = "Clients", jsonPath = ".spec.clients")
@AdditionalPrinterColumn(
    name = "Addresses",
    jsonPath = ".spec.count",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public class AddressSet extends CustomResource<AddressSetSpec, Void> {
  private static final long serialVersionUID = 1;
}
