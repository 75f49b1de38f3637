// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.Backend;
import dev.fixpoint.dataplane.ShapesCase;
import dev.fixpoint.tracer.IptTracer;
import dev.fixpoint.tracer.Shape;
import dev.fixpoint.tracer.Shapes;

/// The packets of the tracer's table through a real kernel, and the tracer on what that lists.
class IptShapesIT extends ShapesCase {

  @Override
  protected Backend backend() {
    return new IptBackend();
  }

  @Override
  protected Shape here(Shape shape) {
    return Shapes.byCluster(shape);
  }

  @Override
  protected void assertRules(Shape shape) throws Exception {
    var listing = new StringBuilder();
    for (var command : dataplane.listings()) {
      listing.append(IptBackend.print(net, command));
    }
    var listed = IptTracer.of(listing.toString()).trace(shape.packet());
    assertThat(Shape.told(listed)).as("by the rules in the kernel").isEqualTo(shape.expected());
  }
}
