// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/// How endpoints are packed into EndpointSlices.
class SliceTest {
  private static final List<Integer> HTTP = List.of(8080);
  private static final List<Integer> OTHER = List.of(9090);

  /// Endpoints `from` to `to - 1` come, with these ports, or go.
  record Step(int from, int to, boolean gone, List<Integer> ports) {}

  @Property(tries = 300)
  void holdsExactlyWhatIsWantedWhateverHappenedBefore(
      @ForAll("steps") @Size(max = 10) List<Step> history) {
    SortedMap<Integer, Slice> slices = new TreeMap<>();
    var wanted = new TreeMap<Integer, Endpoint>();
    for (var step : history) {
      for (int i = step.from(); i < step.to(); i++) {
        if (step.gone()) {
          wanted.remove(i);
        } else {
          wanted.put(i, ofEitherFamily(i, step.ports(), true));
        }
      }
      slices = Slice.pack(slices, List.copyOf(wanted.values()));
      assertHolds(slices, wanted);
      assertThat(Slice.pack(slices, List.copyOf(wanted.values()))).isEqualTo(slices);
    }
  }

  @Property(tries = 300)
  void oneChangedEndpointRewritesOneSlice(
      @ForAll("steps") @Size(max = 6) List<Step> history, @ForAll("steps") List<Step> last) {
    SortedMap<Integer, Slice> slices = new TreeMap<>();
    var wanted = new TreeMap<Integer, Endpoint>();
    history.stream()
        .filter(step -> !step.gone())
        .forEach(
            step -> {
              for (int i = step.from(); i < step.to(); i++) {
                wanted.put(i, ofEitherFamily(i, step.ports(), true));
              }
            });
    slices = Slice.pack(slices, List.copyOf(wanted.values()));
    for (var step : last) {
      int i = step.from();
      var before = wanted.get(i);
      boolean readiness = before != null && !step.gone();
      if (step.gone()) {
        wanted.remove(i);
      } else {
        var ports = readiness ? before.targetPorts() : step.ports();
        wanted.put(i, ofEitherFamily(i, ports, before == null || !before.ready()));
      }
      var after = Slice.pack(slices, List.copyOf(wanted.values()));
      assertThat(writes(slices, after)).hasSizeLessThanOrEqualTo(1);
      slices = after;
    }
  }

  @Test
  void aNewEndpointGoesToTheFullestSliceWithRoom() {
    var slices = Slice.pack(Map.of(), endpoints(0, 250));
    var fewer = new ArrayList<>(endpoints(0, 250));
    fewer.removeIf(e -> slices.get(0).endpoints().indexOf(e) >= 60);
    fewer.removeIf(e -> slices.get(1).endpoints().indexOf(e) >= 80);
    var before = Slice.pack(slices, fewer);
    fewer.add(endpoint(300, HTTP, true));

    assertThat(writes(before, Slice.pack(before, fewer))).containsExactly(1);
  }

  @Test
  void aSliceThatWouldGoIsRewrittenInstead() {
    var before = Slice.pack(Map.of(), endpoints(0, 100));

    assertThat(writes(before, Slice.pack(before, endpoints(100, 200)))).containsExactly(0);
  }

  @Test
  void noEndpointsNoSlice() {
    assertThat(Slice.pack(Slice.pack(Map.of(), endpoints(0, 9)), List.of())).isEmpty();
  }

  @Test
  void aSliceThatSomebodyOverfilledIsBroughtBackToItsLimit() {
    var overfull = Map.of(0, new Slice(Family.IPV4, HTTP, endpoints(0, 130)));
    var wanted = new TreeMap<Integer, Endpoint>();
    endpoints(0, 130).forEach(e -> wanted.put(wanted.size(), e));

    assertHolds(Slice.pack(overfull, endpoints(0, 130)), wanted);
  }

  @Test
  void anEndpointThatIsInTwoSlicesStaysInOne() {
    var existing =
        Map.of(
            0,
            new Slice(Family.IPV4, HTTP, endpoints(0, 2)),
            1,
            new Slice(Family.IPV4, HTTP, endpoints(1, 3)));

    var slices = Slice.pack(existing, endpoints(0, 3));

    assertThat(slices.values().stream().flatMap(s -> s.endpoints().stream()))
        .containsExactlyInAnyOrderElementsOf(endpoints(0, 3));
  }

  @Test
  void anEndpointWhosePortsChangeLeavesTheOthers() {
    var before = Slice.pack(Map.of(), endpoints(0, 3));
    var wanted = new ArrayList<>(endpoints(0, 2));
    wanted.add(endpoint(2, OTHER, true));

    var after = Slice.pack(before, wanted);

    assertThat(after.get(0)).isEqualTo(new Slice(Family.IPV4, HTTP, endpoints(0, 2)));
    assertThat(after.get(1))
        .isEqualTo(new Slice(Family.IPV4, OTHER, List.of(endpoint(2, OTHER, true))));
  }

  private static void assertHolds(Map<Integer, Slice> slices, Map<Integer, Endpoint> wanted) {
    var held = new ArrayList<Endpoint>();
    slices.forEach(
        (index, slice) -> {
          held.addAll(slice.endpoints());
          assertThat(slice.endpoints()).isNotEmpty().hasSizeLessThanOrEqualTo(Slice.MAX).isSorted();
          assertThat(slice.endpoints())
              .allMatch(e -> e.targetPorts().equals(slice.targetPorts()))
              .allMatch(e -> e.address().family() == slice.family());
        });
    assertThat(held).containsExactlyInAnyOrderElementsOf(wanted.values());
  }

  /// Indexes of the slices that differ.
  private static Set<Integer> writes(Map<Integer, Slice> before, Map<Integer, Slice> after) {
    var all = new HashMap<>(before);
    all.putAll(after);
    var writes = new TreeSet<>(all.keySet());
    writes.removeIf(index -> Objects.equals(before.get(index), after.get(index)));
    return writes;
  }

  private static List<Endpoint> endpoints(int from, int to) {
    var endpoints = new ArrayList<Endpoint>();
    for (int i = from; i < to; i++) {
      endpoints.add(endpoint(i, HTTP, true));
    }
    return endpoints;
  }

  /// Every third has an IPv6 address.
  private static Endpoint ofEitherFamily(int i, List<Integer> ports, boolean ready) {
    return endpoint(i, Ip.of(i % 3 == 0 ? "fd00::" : "10.0.0.0").plus(i), ports, ready);
  }

  private static Endpoint endpoint(int i, List<Integer> ports, boolean ready) {
    return endpoint(i, Ip.of("10.0.0.0").plus(i), ports, ready);
  }

  private static Endpoint endpoint(int i, Ip ip, List<Integer> ports, boolean ready) {
    return new Endpoint("pod-" + i, "uid-" + i, ip, "n1", "", ports, ready, true, false);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    var from = Arbitraries.integers().between(0, 300);
    var count = Arbitraries.integers().between(1, 150);
    var ports = Arbitraries.of(List.of(HTTP, OTHER));
    return Combinators.combine(from, count, Arbitraries.of(true, false), ports)
        .as((first, n, gone, p) -> new Step(first, first + n, gone, p))
        .list()
        .ofMaxSize(10);
  }
}
