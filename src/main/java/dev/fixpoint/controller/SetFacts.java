// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.access.Shard;
import dev.fixpoint.api.v1alpha1.AddressSet;
import dev.fixpoint.wire.AddressSetWire;
import java.util.Optional;

/// What matters of an AddressSet.
///
/// @param name of the object
/// @param version its resourceVersion
/// @param shard empty where somebody has made it unreadable
record SetFacts(String name, long version, Optional<Shard> shard) {

  static SetFacts of(AddressSet resource) {
    return new SetFacts(
        resource.getMetadata().getName(),
        Long.parseLong(resource.getMetadata().getResourceVersion()),
        AddressSetWire.parse(resource).value());
  }

  /// The whole that it is a part of, by its name.
  String set() {
    int dash = name.lastIndexOf('-');
    return dash < 0 ? name : name.substring(0, dash);
  }

  /// Which part it is, by its name; beyond all others where that says no such thing.
  int index() {
    var tail = name.substring(name.lastIndexOf('-') + 1);
    return tail.matches("[0-9]{1,4}") ? Integer.parseInt(tail) : Integer.MAX_VALUE;
  }
}
