// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.util.LinkedHashMap;
import java.util.Map;

/// The nodes' network: a bridge in the control plane's namespace (192.168.66.254), node `i` at
/// 192.168.66.i with the pods 10.244.i.0/24 behind it.
final class Network {

  static final String CONTROL_PLANE = "192.168.66.254";

  /// What a node has of the network.
  record Place(int index, Netns netns) {

    String address() {
      return "192.168.66." + index;
    }

    String podCidr() {
      return "10.244." + index + ".0/24";
    }

    String podAddress(int number) {
      return "10.244." + index + "." + number;
    }

    private String route() {
      return podCidr() + " via " + address();
    }
  }

  private final Sandbox sandbox;
  private final Netns controlPlane;
  private final Map<String, Place> places = new LinkedHashMap<>();
  private int last;

  Network(Sandbox sandbox) {
    this.sandbox = sandbox;
    controlPlane = sandbox.netns("cp");
    controlPlane.ip(
        "link add br0 type bridge", "addr add " + CONTROL_PLANE + "/24 dev br0", "link set br0 up");
    controlPlane.sysctl("net.ipv4.ip_forward", "1");
  }

  Netns controlPlane() {
    return controlPlane;
  }

  /// A namespace for a node, joined to all others.
  synchronized Place join(String node) {
    if (places.containsKey(node)) {
      throw new IllegalArgumentException("node " + node + " exists; delete it first");
    }
    var place = new Place(free(), sandbox.netns(node));
    controlPlane.ip(
        "link add p%d type veth peer name eth0 netns %s"
            .formatted(place.index(), place.netns().name()),
        "link set p" + place.index() + " master br0 up",
        "route add " + place.route());
    place
        .netns()
        .ip(
            "addr add " + place.address() + "/24 dev eth0",
            "link set eth0 up",
            "route add default via " + CONTROL_PLANE);
    place.netns().sysctl("net.ipv4.ip_forward", "1");
    for (var other : places.values()) {
      other.netns().ip("route add " + place.route());
      place.netns().ip("route add " + other.route());
    }
    places.put(node, place);
    return place;
  }

  synchronized void leave(String node) {
    var place = places.remove(node);
    if (place != null) {
      // The link goes at once; the namespace itself only with the last process and socket in it.
      controlPlane.ip("route del " + place.route(), "link del p" + place.index());
      places.values().forEach(other -> other.netns().ip("route del " + place.route()));
      place.netns().delete();
    }
  }

  /// Goes round, so that an address is not at once given to another node.
  private int free() {
    for (int tries = 0; tries < 250; tries++) {
      last = last % 250 + 1;
      int index = last;
      if (places.values().stream().noneMatch(place -> place.index() == index)) {
        return index;
      }
    }
    throw new IllegalStateException("250 nodes are the most");
  }
}
