// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.announce.Announcer;
import dev.fixpoint.announce.Link;
import dev.fixpoint.forwarding.Place;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Carries out what the node does for clients outside beside forwarding: announces addresses, and
/// answers health checks. Follows the kernel: nothing is announced before it is routed.
final class Edge implements AutoCloseable {
  private final HealthChecks checks = new HealthChecks();
  private List<Ip> addresses = List.of();
  private Announcer announcer;

  /// @param exposures of the services that have any
  /// @param healthy whether the kernel is as it should be
  /// @return the services of which not all could be done, and why
  Map<Key, String> follow(Map<Key, Exposure> exposures, Place here, boolean healthy) {
    var failures = new HashMap<>(checks.serve(exposures, here, healthy));
    var wanted =
        exposures.values().stream()
            .flatMap(exposure -> exposure.announced().stream())
            .collect(Collectors.toSet());
    if (wanted.isEmpty() && announcer == null) {
      return failures;
    }
    var refused = announce(wanted, here);
    exposures.forEach(
        (key, exposure) ->
            exposure.announced().stream()
                .filter(refused::containsKey)
                .findFirst()
                .ifPresent(
                    ip -> failures.put(key, "cannot announce " + ip + ": " + refused.get(ip))));
    return failures;
  }

  /// As [HealthChecks#withdraw].
  void withdraw(Map<Key, Exposure> exposures) {
    checks.withdraw(exposures);
  }

  private Map<Ip, String> announce(Set<Ip> wanted, Place here) {
    try {
      if (announcer == null || !addresses.equals(here.addresses())) {
        var link = Link.holding(here.addresses());
        close();
        announcer = new Announcer(link);
        addresses = here.addresses();
      }
      return announcer.announce(wanted);
    } catch (IOException e) {
      return wanted.stream().collect(Collectors.toMap(ip -> ip, ip -> e.getMessage()));
    }
  }

  @Override
  public void close() {
    if (announcer != null) {
      announcer.close();
    }
  }
}
