// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.tracer.Shape;
import dev.fixpoint.tracer.Shapes;
import dev.fixpoint.tracer.World;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The packets of the tracer's table, through a real kernel.
public abstract class ShapesCase extends KernelCase {

  protected static final int ANSWER_MILLIS = 10_000;

  /// Even a share of a hundredth has been seen by then, but once in 10^8 runs.
  private static final int MOST = 2_000;

  private static final double SIGMAS = 6;

  protected Prober prober;

  /// What the kernel holds, where the test before has left it.
  private List<Object> held;

  @BeforeAll
  void serve() throws Exception {
    prober = new Prober(net);
    net.sh(TestNet.PEER, "ip addr add 198.51.100.9/32 dev lo");
  }

  @AfterAll
  void close() throws Exception {
    prober.close();
  }

  /// Those with the same table follow each other.
  static Stream<Shape> shapes() {
    return Shapes.all()
        .collect(
            Collectors.groupingBy(
                shape -> table(World.of(shape)), LinkedHashMap::new, Collectors.toList()))
        .values()
        .stream()
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  @DisplayName("T38 the kernel does with a packet what the tracer says")
  void theKernelAgrees(Shape given) throws Exception {
    var shape = here(given);
    var world = World.of(shape);
    assumeThat(dataplane.capabilities()).as("else the agent refuses it").containsAll(world.needs());
    hold(world);

    assertRules(shape);
    if (keeps(shape) && backend().limits().contains(Backend.ONE_CHOICE)) {
      assertChosenOnce(shape, world);
      return;
    }
    assertThat(seen(shape)).as("by a packet").isEqualTo(due(shape));
    assertShares(shape);
  }

  private void hold(World world) throws Exception {
    if (!goesOn() || !table(world).equals(held)) {
      held = null;
      replace(world.table(), world.rules());
      held = table(world);
    }
  }

  private static List<Object> table(World world) {
    return List.of(world.table(), world.rules());
  }

  /// Of so many new connections each endpoint has its share, within what chance takes once in 10^8
  /// runs. Clients that keep their endpoint draw too seldom for that.
  private void assertShares(Shape shape) throws Exception {
    if (shape.answers().size() < 2 || keeps(shape)) {
      return;
    }
    int draws = draws();
    var counts = new TreeMap<String, Integer>();
    for (int i = 0; i < draws; i++) {
      counts.merge(prober.probe(shape, ANSWER_MILLIS), 1, Integer::sum);
    }
    shape
        .shares()
        .forEach(
            (who, share) ->
                assertThat((double) counts.getOrDefault(who, 0))
                    .as("connections of %d that %s has", draws, who)
                    .isCloseTo(
                        draws * share,
                        within(1 + SIGMAS * Math.sqrt(draws * share * (1 - share)))));
  }

  /// How many connections are counted for a shape.
  protected int draws() {
    return 400;
  }

  /// A client has one of the endpoints, and has the same one again.
  private void assertChosenOnce(Shape shape, World world) throws Exception {
    var seen = new TreeSet<String>();
    for (int i = 0; i < 6; i++) {
      seen.add(prober.probe(shape, ANSWER_MILLIS).replace("*", ""));
    }
    var frontend = new Frontend(shape.address(), shape.protocol(), shape.port());
    var endpoints =
        world.table().get(frontend).targets().stream().map(t -> Shape.machine(t.address()));
    assertThat(seen).as("by a packet").hasSize(1);
    assertThat(endpoints).containsAll(seen);
  }

  private static boolean keeps(Shape shape) {
    return shape.spec().contains("affinity") || shape.spec().contains("SourceHash");
  }

  /// With what is expected of this backend.
  protected Shape here(Shape shape) {
    return shape;
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
    int millis = due.contains(Prober.SILENCE) ? TestNet.SILENCE_MILLIS : ANSWER_MILLIS;
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
      backend().forget(net, shape.address());
    }
  }

  /// What a tracer makes of the rules that the kernel holds is compared here, where there is one.
  protected void assertRules(Shape shape) throws Exception {}
}
