// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TagsTest {

  /// An object gets these tags; none is what one has that is gone.
  record Step(String name, Set<String> tags) {}

  @Property(tries = 500)
  void findWhatALookAtAllWouldFind(@ForAll("steps") List<Step> history) {
    var tags = new Tags();
    var objects = new HashMap<String, Set<String>>();
    for (var step : history) {
      var before = objects.getOrDefault(step.name(), Set.of());
      tags.change("shop", step.name(), before, step.tags());
      objects.put(step.name(), step.tags());
      for (var tag : List.of("a", "b", "c")) {
        var found =
            objects.entrySet().stream()
                .filter(object -> object.getValue().contains(tag))
                .map(java.util.Map.Entry::getKey)
                .collect(Collectors.toSet());
        assertThat(tags.names("shop", tag)).isEqualTo(found);
        assertThat(tags.names("other", tag)).isEmpty();
      }
    }
    objects.forEach((name, had) -> tags.change("shop", name, had, Set.of()));
    assertThat(tags.isEmpty()).isTrue();
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    var name = Arbitraries.of("x", "y", "z");
    var tags = Arbitraries.of("a", "b", "c").set();
    return Combinators.combine(name, tags).as(Step::new).list().ofMaxSize(20);
  }
}
