// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.tracer.Shape;
import dev.fixpoint.tracer.Shapes;
import dev.fixpoint.tracer.Tracer;
import dev.fixpoint.tracer.World;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The packets of the tracer's table, through a real kernel.
class TracerIT extends KernelCase {

  /// Enough for a client to see that nobody answers; where an answer is due it may take longer.
  private static final int SILENCE_MILLIS = 300;

  private static final int ANSWER_MILLIS = 10_000;

  /// Even a share of a hundredth has been seen by then, but once in 10^8 runs.
  private static final int MOST = 2_000;

  private Prober prober;

  @BeforeAll
  void serve() throws Exception {
    prober = new Prober(net);
    net.sh(TestNet.PEER, "ip addr add 198.51.100.9/32 dev lo");
  }

  @AfterAll
  void end() throws Exception {
    prober.close();
  }

  static Stream<Shape> shapes() {
    return Shapes.all();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  @DisplayName("T38 the kernel does with a packet what the tracer says")
  void theKernelAgrees(Shape shape) throws Exception {
    var world = World.of(shape);
    net.in(TestNet.NODE, () -> dataplane.replace(world.table(), world.rules()));

    var listed = Tracer.of(listing()).trace(shape.packet());

    assertThat(Shape.told(listed)).as("by the rules in the kernel").isEqualTo(shape.expected());
    assertThat(seen(shape)).as("by a packet").isEqualTo(due(shape));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.96.0.1", "[fd96::1]"})
  @DisplayName("T38 a client that the kernel remembers goes where the tracer says")
  void theKernelsMemoryIsRead(String address) throws Exception {
    var keep = Shapes.all().filter(s -> s.name().equals("affinity")).findFirst().orElseThrow();
    var world = World.of(keep);
    net.in(TestNet.NODE, () -> dataplane.replace(world.table(), world.rules()));
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

  private static Set<String> due(Shape shape) {
    return switch (shape.expected()) {
      case "dropped" -> Set.of(Prober.SILENCE);
      case "reset", "unreachable" -> Set.of(Prober.REFUSED);
      case "untouched" -> Set.of(holder(shape));
      default -> shape.answers();
    };
  }

  private static String holder(Shape shape) {
    return shape.address().toString().startsWith("198.51.100.")
        ? TestNet.PEER
        : Shape.machine(shape.address());
  }

  /// Who answers, of so many connections that each who should has done so.
  private Set<String> seen(Shape shape) throws Exception {
    var due = due(shape);
    int millis = due.contains(Prober.SILENCE) ? SILENCE_MILLIS : ANSWER_MILLIS;
    var seen = new TreeSet<String>();
    int more = due.size() == 1 ? 1 : 10;
    for (int i = 0; i < MOST && more > 0; i++) {
      forget(shape);
      seen.add(prober.probe(shape, millis));
      more -= seen.containsAll(due) ? 1 : 0;
    }
    return seen;
  }

  /// A client with affinity meets one endpoint as long as it is remembered.
  private void forget(Shape shape) throws Exception {
    if (shape.spec().contains("affinity")) {
      var family = NftFamily.of(shape.address());
      net.sh(TestNet.NODE, "nft flush map " + family.table() + " affinity");
    }
  }
}
