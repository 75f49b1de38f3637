// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Between a feed and its sink: of each object at once only what the sink wants is kept, so that
/// a list of tens of thousands is never in memory as a whole.
///
/// @param <T> the API object
/// @param <V> what the sink takes
final class Outlet<T, V> {
  private final Function<T, V> keep;
  private final Feed.Sink<V> sink;
  private List<V> listed = new ArrayList<>();

  Outlet(Function<T, V> keep, Feed.Sink<V> sink) {
    this.keep = keep;
    this.sink = sink;
  }

  /// A list begins; what came of an earlier one that failed is dropped.
  void begin() {
    listed = new ArrayList<>();
  }

  void page(List<T> objects) {
    objects.stream().map(keep).forEach(listed::add);
  }

  void end(long resourceVersion) {
    var all = listed;
    listed = List.of();
    sink.listed(all, resourceVersion);
  }

  void put(T object, long resourceVersion) {
    sink.put(keep.apply(object), resourceVersion);
  }

  void deleted(T object, long resourceVersion) {
    sink.deleted(keep.apply(object), resourceVersion);
  }

  void passed(long resourceVersion) {
    sink.passed(resourceVersion);
  }
}
