// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/// A stable address for a changing set of pods. Written by users, its status by the operator.
@Group("fixpoint.dev")
@Version("v1alpha1")
@Plural("virtualservices") // else it is worked out anew for each object
@ShortNames("vsvc")
@Categories("fixpoint")
@JsonClassDescription(
    "A stable address for a changing set of pods. Written by users, its status by the "
        + "operator.")
@AdditionalPrinterColumn(name = "Type", jsonPath = ".spec.type")
@AdditionalPrinterColumn(name = "Address", jsonPath = ".status.addresses[0]")
@AdditionalPrinterColumn(name = "Ports", jsonPath = ".status.summary.ports")
@AdditionalPrinterColumn(name = "Endpoints", jsonPath = ".status.summary.endpoints")
@AdditionalPrinterColumn(name = "Nodes", jsonPath = ".status.summary.nodes")
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(
    name = "External",
    jsonPath = ".status.externalAddresses[0].address",
    priority = 1)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@ValidationRule(
    value = "self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
    message =
        "must be at most 63 lower-case letters, digits and '-', beginning with a letter and "
            + "not ending with '-', because it becomes a DNS name and the name of a Service",
    fieldPath = ".metadata.name")
public class VirtualService extends CustomResource<VirtualServiceSpec, VirtualServiceStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1;
}
