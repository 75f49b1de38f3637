// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.forwarding.Place;
import dev.fixpoint.watch.Feed;
import dev.fixpoint.wire.NodeWire;
import io.fabric8.kubernetes.api.model.Node;
import java.util.List;
import java.util.function.Consumer;

/// Where this node is, from its own Node: told at first and whenever it changes. A Node that is
/// gone, or not there yet, changes nothing: the agent runs on.
final class Whereabouts implements Feed.Sink<Node> {
  private final String node;
  private final Consumer<Place> told;
  private Place last;

  Whereabouts(String node, Consumer<Place> told) {
    this.node = node;
    this.told = told;
  }

  @Override
  public void listed(List<Node> objects, long resourceVersion) {
    var place = objects.stream().findFirst().map(this::place);
    place.ifPresent(this::tell);
    if (place.isEmpty() && last == null) {
      tell(Place.of(node));
    }
  }

  @Override
  public void put(Node object, long resourceVersion) {
    tell(place(object));
  }

  @Override
  public void deleted(Node object, long resourceVersion) {
    // the agent ends with its pod, not with the object
  }

  @Override
  public void passed(long resourceVersion) {
    // nothing new
  }

  private void tell(Place place) {
    if (!place.equals(last)) {
      last = place;
      told.accept(place);
    }
  }

  private Place place(Node object) {
    return new Place(node, NodeWire.zone(object), NodeWire.primaryAddresses(object));
  }
}
