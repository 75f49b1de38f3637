// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.UsesControlPlane;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/// A class of tests on one fleet, each test in a shop of its own.
@UsesControlPlane
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ShopCase {
  static final Map<String, String> ONE_OPERATOR = Map.of("FIXPOINT_LEADER_ELECTION", "false");

  private final Map<String, String> settings;
  private final String[] nodes;
  ControlPlane cluster;
  Fleet fleet;
  Shop shop;

  /// @param settings environment variables of both roles
  ShopCase(Map<String, String> settings, String... nodes) {
    this.settings = settings;
    this.nodes = nodes;
  }

  @BeforeAll
  void startFleet(ControlPlane controlPlane) {
    cluster = controlPlane;
    fleet = Fleet.start(controlPlane, settings, nodes);
  }

  @AfterAll
  void stopFleet() {
    if (fleet != null) {
      fleet.close();
    }
  }

  @BeforeEach
  void openShop() {
    shop = new Shop(cluster, fleet);
  }

  @AfterEach
  void closeShop() {
    cluster.client().namespaces().withName(shop.namespace()).delete();
  }
}
