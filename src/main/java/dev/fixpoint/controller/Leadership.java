// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.ops.Settings;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.quarkiverse.operatorsdk.runtime.api.ConfigurationServiceCustomizer;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/// Which of several operators acts. This only saves work: what keeps addresses apart is that the
/// API server creates an `IPAddress` once.
@Singleton
class Leadership implements ConfigurationServiceCustomizer {
  private static final Logger LOG = Logger.getLogger(Leadership.class);
  private static final String LEASE = "fixpoint-operator";

  private final Settings settings;
  private final Instance<Sweeper> sweeper;
  private volatile boolean leads;

  Leadership(Settings settings, Instance<Sweeper> sweeper) {
    this.settings = settings;
    this.sweeper = sweeper;
  }

  boolean leads() {
    return leads;
  }

  void begin() {
    leads = true;
    sweeper.get().start();
  }

  /// Who has lost the Lease stops at once, in the middle of whatever it does: an orderly end
  /// would let reconciliations go on beside the new leader's.
  private void lost() {
    LOG.error("the lease is lost: stopping, to be started again as a stand-by");
    Runtime.getRuntime().halt(1);
  }

  @Override
  public Consumer<ConfigurationServiceOverrider> overrider() {
    return overrider -> {
      if (settings.leaderElection()) {
        overrider.withLeaderElectionConfiguration(
            LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
                .withLeaseNamespace(settings.namespace())
                .withIdentity(identity())
                .withLeaderCallbacks(
                    new LeaderCallbacks(
                        this::begin, this::lost, leader -> LOG.infof("the leader is %s", leader)))
                .build());
      }
    };
  }

  private static String identity() {
    var tail = UUID.randomUUID().toString().substring(0, 8);
    try {
      return InetAddress.getLocalHost().getHostName() + "_" + tail;
    } catch (UnknownHostException e) {
      return tail;
    }
  }
}
