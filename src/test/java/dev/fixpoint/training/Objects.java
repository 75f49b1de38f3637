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

  static Objects read() {
    try (InputStream file = Objects.class.getResourceAsStream("objects.json")) {
      return new Objects(new JsonObject(new String(file.readAllBytes())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
