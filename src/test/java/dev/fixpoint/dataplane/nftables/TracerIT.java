// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.Backend;
import dev.fixpoint.dataplane.ShapesCase;
import dev.fixpoint.dataplane.TestNet;
import dev.fixpoint.tracer.Shape;
import dev.fixpoint.tracer.Shapes;
import dev.fixpoint.tracer.Tracer;
import dev.fixpoint.tracer.World;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The packets of the tracer's table through a real kernel, and the tracer on what that lists.
class TracerIT extends ShapesCase {

  @Override
  protected Backend backend() {
    return new NftBackend();
  }

  @Override
  protected void assertRules(Shape shape) throws Exception {
    var listed = Tracer.of(listing()).trace(shape.packet());
    assertThat(Shape.told(listed)).as("by the rules in the kernel").isEqualTo(shape.expected());
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.96.0.1", "[fd96::1]"})
  @DisplayName("T38 a client that the kernel remembers goes where the tracer says")
  void theKernelsMemoryIsRead(String address) throws Exception {
    var keep = Shapes.all().filter(s -> s.name().equals("affinity")).findFirst().orElseThrow();
    var world = World.of(keep);
    replace(world.table(), world.rules());
    for (var from : List.of("p1", "p2", "p3")) {
      var shape = Shape.of(from, keep.spec(), from, address + ":80/TCP", "");
      var first = prober.probe(shape, ANSWER_MILLIS);

      var listed = Tracer.of(listing()).trace(shape.packet());

      assertThat(Shape.told(listed)).isEqualTo(first + " 1");
      assertThat(prober.probe(shape, ANSWER_MILLIS)).isEqualTo(first);
    }
  }

  private String listing() throws Exception {
    var text = new StringBuilder();
    for (var table : net.sh(TestNet.NODE, "nft list tables").lines().toList()) {
      text.append(net.sh(TestNet.NODE, "nft -n list " + table));
    }
    return text.toString();
  }
}
