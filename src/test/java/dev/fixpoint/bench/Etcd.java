// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.fixpoint.kit.Http;
import dev.fixpoint.kit.Netns;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/// What the API server keeps, as etcd holds it.
///
/// @param place where etcd runs
record Etcd(Netns place) {
  private static final int PORT = 2379;
  private static final String REGISTRY = "/registry/";
  private static final JsonMapper JSON = new JsonMapper();

  /// How many there are in the values at this key below the registry, and at those that go on from
  /// it with a hyphen; and in the keys themselves.
  long bytes(String key) throws IOException {
    var first = (REGISTRY + key).getBytes(StandardCharsets.UTF_8);
    var end = Arrays.copyOf(first, first.length);
    end[end.length - 1]++;
    var request = JSON.writeValueAsString(Map.of("key", coded(first), "range_end", coded(end)));
    var answer = Http.post(place, PORT, "/v3/kv/range", request);
    if (answer.status() != 200) {
      throw new IOException("etcd: " + answer);
    }
    long bytes = 0;
    for (var pair : JSON.readTree(answer.body()).path("kvs")) {
      var found = decoded(pair.path("key").asText());
      if (found.length == first.length || found[first.length] == '-') {
        bytes += found.length + decoded(pair.path("value").asText()).length;
      }
    }
    return bytes;
  }

  private static String coded(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] decoded(String text) {
    return Base64.getDecoder().decode(text);
  }
}
