// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/// The rights that lacked while the API was read: gathered, so that all can be named at once, and
/// so that what can be told without them is told.
final class Denials {
  private final TreeSet<String> rights = new TreeSet<>();
  private int count;

  /// @param right as it continues `you may not ...`
  void add(String right) {
    rights.add(right);
    count++;
  }

  /// As they continue `you may not ...`.
  List<String> rights() {
    return List.copyOf(rights);
  }

  /// How many reads have been refused so far.
  int count() {
    return count;
  }

  /// @param before what [#count] was before that for which every right is needed was read
  /// @throws ClientFailure where one was missing
  void demandNoneSince(int before) {
    if (count > before) {
      throw ClientFailure.noAnswer(
          "you may not %s: ask for a role that allows it".formatted(String.join(", ", rights)));
    }
  }

  /// Empty where there is none, or where the right to read it lacks.
  <T> Optional<T> mayRead(String right, Supplier<T> read) {
    try {
      return Optional.ofNullable(read.get());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
      add(right);
      return Optional.empty();
    }
  }
}
