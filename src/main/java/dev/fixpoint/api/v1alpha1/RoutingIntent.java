// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/// What every node shall forward for one VirtualService. Written by the operator, read by the
/// agents; not for people to edit.
@Group("fixpoint.dev")
@Version("v1alpha1")
@Plural("routingintents") // else it is worked out anew for each object
@ShortNames("rintent")
@Categories("fixpoint")
@JsonClassDescription(
    "What every node shall forward for one VirtualService. Written by the operator, read by "
        + "the agents; not for people to edit.")
@AdditionalPrinterColumn(name = "Address", jsonPath = ".spec.addresses[0]")
@AdditionalPrinterColumn(name = "Revision", jsonPath = ".spec.revision")
@AdditionalPrinterColumn(
    name = "Generation",
    jsonPath = ".spec.generation",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public class RoutingIntent extends CustomResource<RoutingIntentSpec, Void> implements Namespaced {
  private static final long serialVersionUID = 1;
}
