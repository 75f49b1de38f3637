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

/// How far one node has got: its name is that of the node. Written by the agent of that node
/// only, so that the state of acknowledgements grows with the nodes, not with nodes ×
/// VirtualServices.
@Group("fixpoint.dev")
@Version("v1alpha1")
@Plural("noderoutings") // else it is worked out anew for each object
@ShortNames("nrouting")
@Categories("fixpoint")
@JsonClassDescription(
    "How far one node has got: its name is that of the node. Written by the agent of that "
        + "node only, so that the state of acknowledgements grows with the nodes, not with nodes × "
        + "VirtualServices.")
@AdditionalPrinterColumn(name = "Backend", jsonPath = ".status.backend")
@AdditionalPrinterColumn(
    name = "VIPs",
    jsonPath = ".status.virtualServices",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Failed",
    jsonPath = ".status.failed",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Watermark", jsonPath = ".status.watermarks.routingIntents")
@AdditionalPrinterColumn(
    name = "Heartbeat",
    jsonPath = ".status.heartbeatTime",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public class NodeRouting extends CustomResource<Void, NodeRoutingStatus> {
  private static final long serialVersionUID = 1;
}
