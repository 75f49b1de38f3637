// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.ops.Hooks;
import dev.fixpoint.ops.Hooks.Answer;
import dev.fixpoint.wire.DrainWire;
import dev.fixpoint.wire.DrainWire.State;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Optional;

/// Answers a `preStop` hook when no live node sends new connections to the terminating pods of a
/// VirtualService on this node any more. The operator knows that and says it in a condition of the
/// pods; here they are read until it is there, and only while a hook waits.
final class Drains implements Hooks.Drained {
  private static final Duration DEFAULT = Duration.ofSeconds(30);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  private final KubernetesClient client;
  private final String node;

  Drains(KubernetesClient client, String node) {
    this.client = client;
    this.node = node;
  }

  @Override
  public Answer await(String namespace, String name, Optional<String> timeout)
      throws InterruptedException {
    var limit = timeout.isEmpty() ? Optional.of(DEFAULT) : DrainWire.duration(timeout.get());
    if (limit.filter(time -> time.compareTo(LONGEST) <= 0).isEmpty()) {
      return new Answer(
          HttpURLConnection.HTTP_BAD_REQUEST,
          "timeout is to be like 500ms, 30s or 2m, at most 10m: " + timeout.get());
    }
    long end = System.nanoTime() + limit.get().toNanos();
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      var answer = ask(namespace, name);
      if (answer.status() != HttpURLConnection.HTTP_GATEWAY_TIMEOUT) {
        return answer;
      }
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return answer;
      }
      Thread.sleep(Math.min(pause, left));
      pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 3 / 2);
    }
  }

  /// The answer as of now: 504 where there is still something to wait for.
  private Answer ask(String namespace, String name) {
    try {
      var service =
          client.resources(VirtualService.class).inNamespace(namespace).withName(name).get();
      if (service == null) {
        return new Answer(
            HttpURLConnection.HTTP_NOT_FOUND,
            "there is no VirtualService %s in namespace %s".formatted(name, namespace));
      }
      var pods =
          client.pods().inNamespace(namespace).withField("spec.nodeName", node).list().getItems();
      return answer(DrainWire.judge(service, pods));
    } catch (RuntimeException e) { // the client throws more than its own exceptions
      return new Answer(
          HttpURLConnection.HTTP_GATEWAY_TIMEOUT,
          "the API server does not answer: " + e.getMessage());
    }
  }

  private static Answer answer(State state) {
    return switch (state) {
      case State.Done(var text) -> new Answer(HttpURLConnection.HTTP_OK, text);
      case State.Waiting(var text) -> new Answer(HttpURLConnection.HTTP_GATEWAY_TIMEOUT, text);
      case State.Never(var text) -> new Answer(HttpURLConnection.HTTP_PRECON_FAILED, text);
    };
  }
}
