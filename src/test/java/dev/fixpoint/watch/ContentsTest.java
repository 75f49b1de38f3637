// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.watch.Contents.Item;
import dev.fixpoint.watch.Mirror.Id;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// A mirror behind a watch that lags, tells twice, leaves out, and is started anew, of a store that
/// this process writes to as well.
class ContentsTest {

  enum Act {
    OTHERS_WRITE,
    WE_WRITE,
    OTHERS_DELETE,
    THE_WATCH_TELLS_ONE,
    THE_WATCH_TELLS_THE_LAST_AGAIN,
    THE_WATCH_LOSES_ALL_AND_LISTS
  }

  record Step(Act act, String name) {}

  /// What the watch has yet to tell.
  ///
  /// @param item null for a deletion
  private record Event(Id id, Item<String> item, long version) {}

  /// The API server and the watch of it.
  private static final class World {
    final Map<Id, Item<String>> store = new HashMap<>();
    final Deque<Event> underWay = new ArrayDeque<>();
    final Map<Id, String> heard = new HashMap<>();
    final Contents<String> contents =
        new Contents<>(
            List::of,
            (id, before, after) -> {
              assertThat(heard.get(id)).isEqualTo(before);
              if (after == null) {
                heard.remove(id);
              } else {
                heard.put(id, after);
              }
            });
    Event last;
    long version;

    void take(Step step) {
      var id = new Id("shop", step.name());
      switch (step.act()) {
        case OTHERS_WRITE -> write(id);
        case WE_WRITE -> {
          var item = write(id);
          contents.wrote(item);
          assertThat(contents.get("shop", step.name())).contains(item);
        }
        case OTHERS_DELETE -> {
          if (store.remove(id) != null) {
            underWay.add(new Event(id, null, ++version));
          }
        }
        case THE_WATCH_TELLS_ONE -> {
          if (!underWay.isEmpty()) {
            last = underWay.remove();
            tell(last);
          }
        }
        case THE_WATCH_TELLS_THE_LAST_AGAIN -> {
          if (last != null) {
            tell(last);
          }
        }
        case THE_WATCH_LOSES_ALL_AND_LISTS -> {
          underWay.clear();
          last = null;
          contents.listed(new ArrayList<>(store.values()), version);
        }
      }
    }

    private Item<String> write(Id id) {
      var item = new Item<>(id, "v" + ++version, version);
      store.put(id, item);
      underWay.add(new Event(id, item, version));
      return item;
    }

    private void tell(Event event) {
      if (event.item() == null) {
        contents.deleted(event.id(), event.version());
      } else {
        contents.told(event.item(), event.version());
      }
    }

    void settle() {
      while (!underWay.isEmpty()) {
        tell(underWay.remove());
      }
    }
  }

  @Label("T18, T19: a watch that lags, repeats and loses events ends in what is stored")
  @Property(tries = 2000)
  void endsInWhatIsStored(@ForAll("steps") List<Step> history) {
    var world = new World();
    history.forEach(world::take);
    world.settle();

    var known = new TreeMap<String, String>();
    world.contents.forEach((id, value) -> known.put(id.name(), value));
    var stored = new TreeMap<String, String>();
    world.store.forEach((id, item) -> stored.put(id.name(), item.value()));
    assertThat(known).isEqualTo(stored);
    assertThat(world.contents.all()).containsExactlyInAnyOrderElementsOf(stored.values());
    assertThat(world.heard.values()).containsExactlyInAnyOrderElementsOf(stored.values());
    stored.forEach(
        (name, value) -> assertThat(world.contents.tagged("shop", value)).containsExactly(value));
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(Arbitraries.of(Act.class), Arbitraries.of("a", "b"))
        .as(Step::new)
        .list()
        .ofMaxSize(30);
  }
}
