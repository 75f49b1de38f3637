// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.dataplane.Dataplane;
import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.iptables.IptablesDataplane;
import dev.fixpoint.dataplane.nftables.NftablesDataplane;
import dev.fixpoint.ops.Settings;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The ways to forward, by the names that the setting `FIXPOINT_BACKEND` takes.
final class Backends {

  /// @param open fails where this node cannot do that
  /// @param cleanUp removes what an earlier agent left; does nothing where this node cannot do that
  private record Kind(Opening open, Successor.Cleaning cleanUp) {}

  private interface Opening {
    Dataplane open() throws DataplaneException;
  }

  private static final Map<Settings.Backend, Kind> KINDS =
      new EnumMap<>(
          Map.of(
              Settings.Backend.nftables,
              new Kind(NftablesDataplane::open, NftablesDataplane::cleanUp),
              Settings.Backend.iptables,
              new Kind(IptablesDataplane::open, IptablesDataplane::cleanUp)));

  private Backends() {}

  /// What takes over from the others once it forwards.
  ///
  /// @throws DataplaneException if this node cannot do that, with what to do about it
  static Dataplane open(Settings.Backend backend) throws DataplaneException {
    try {
      return new Successor(KINDS.get(backend).open().open(), others(backend));
    } catch (DataplaneException e) {
      throw new DataplaneException(
          "FIXPOINT_BACKEND is %s, which this node cannot do: %s. Set it (the chart's agent.backend) to one of %s"
              .formatted(
                  backend,
                  e.getMessage(),
                  Arrays.stream(Settings.Backend.values())
                      .filter(other -> other != backend)
                      .map(Settings.Backend::name)
                      .collect(Collectors.joining(", "))),
          e);
    }
  }

  private static Map<String, Successor.Cleaning> others(Settings.Backend backend) {
    return KINDS.entrySet().stream()
        .filter(entry -> entry.getKey() != backend)
        .collect(Collectors.toMap(e -> e.getKey().name(), e -> e.getValue().cleanUp()));
  }

  /// Removes what any of them has left.
  ///
  /// @throws DataplaneException if one could not, after all have been tried
  static void cleanUp() throws DataplaneException {
    DataplaneException failure = null;
    for (var kind : List.copyOf(KINDS.values())) {
      try {
        kind.cleanUp().run();
      } catch (DataplaneException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
