// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.training;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/// The content of `objects.json`: for each kind, by its plural, the objects that there are.
record Objects(JsonObject byKind) {
  private static final String INTENTS = "routingintents";
  private static final int ENDPOINTS = 5;

  static Objects read() {
    try (InputStream file = Objects.class.getResourceAsStream("objects.json")) {
      return new Objects(new JsonObject(new String(file.readAllBytes())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The same with so many RoutingIntents, each for a service of its own with five endpoints: code
  /// that runs once for each object is worth training only where there are some.
  Objects withIntents(int count) {
    var all = new JsonArray();
    var first = of(INTENTS).getJsonObject(0);
    for (int i = 0; i < count; i++) {
      var name = "service-" + i;
      var intent = first.copy();
      intent.getJsonObject("metadata").put("name", name);
      var spec = intent.getJsonObject("spec");
      spec.getJsonObject("virtualService").put("name", name);
      spec.put("addresses", new JsonArray().add(address("10.97", i)));
      var group =
          spec.getJsonArray("backends").getJsonObject(0).getJsonArray("groups").getJsonObject(0);
      var endpoints = new JsonArray();
      for (int e = 0; e < ENDPOINTS; e++) {
        var endpoint = group.getJsonArray("endpoints").getJsonObject(0).copy();
        endpoints.add(endpoint.put("address", address("10.244", i * ENDPOINTS + e)));
      }
      group.put("endpoints", endpoints);
      all.add(intent);
    }
    return new Objects(byKind.copy().put(INTENTS, all));
  }

  private static String address(String network, int number) {
    return network + "." + (number >>> Byte.SIZE) + "." + (number & 0xff);
  }

  boolean isKind(String plural) {
    return byKind.containsKey(plural);
  }

  JsonArray of(String plural) {
    return byKind.getJsonArray(plural);
  }

  /// @param path that ends with `PLURAL/NAME`
  Optional<JsonObject> named(String path) {
    var parts = path.split("/");
    if (parts.length < 2 || !isKind(parts[parts.length - 2])) {
      return Optional.empty();
    }
    return of(parts[parts.length - 2]).stream()
        .map(JsonObject.class::cast)
        .filter(o -> o.getJsonObject("metadata").getString("name").equals(parts[parts.length - 1]))
        .findFirst();
  }
}
