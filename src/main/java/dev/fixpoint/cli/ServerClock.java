// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CompletionException;

/// The time in the cluster. The caller's own clock is not asked: one that is a minute off would
/// make every agent look dead.
final class ServerClock {
  private ServerClock() {}

  /// @throws ClientFailure where the API server can't be reached
  static Instant read(KubernetesClient client) {
    var url = URI.create(client.getMasterUrl().toString()).resolve("version");
    try {
      var request = client.getHttpClient().newHttpRequestBuilder().uri(url).build();
      return parse(client.getHttpClient().sendAsync(request, String.class).join().headers("date"));
    } catch (CompletionException e) {
      throw ClientFailure.unreachable(e, client.getMasterUrl().toString());
    }
  }

  private static Instant parse(List<String> dates) {
    try {
      return ZonedDateTime.parse(dates.getFirst(), DateTimeFormatter.RFC_1123_DATE_TIME)
          .toInstant();
    } catch (DateTimeException | java.util.NoSuchElementException notTold) {
      return Instant.now();
    }
  }
}
