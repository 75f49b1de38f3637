// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.ops.Settings;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/// Which of several operators acts. This only saves work: what keeps addresses apart is that the
/// API server creates an `IPAddress` once.
@Singleton
class Leadership {
  private static final Logger LOG = Logger.getLogger(Leadership.class);
  static final String LEASE = "fixpoint-operator";

  private final Settings settings;
  private final String version;
  private final Instance<Sweeper> sweeper;
  private volatile boolean leads;

  /// @param version of this program
  Leadership(
      Settings settings,
      Instance<Sweeper> sweeper,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    this.settings = settings;
    this.version = version;
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

  /// What the framework asks for at its start; null where the operator runs alone. Told by a bean
  /// and not by a customizer of the framework's configuration: with one, QOSDK 7.7.3 forgets its
  /// client and builds a new one for each copy of an object.
  @Produces
  @Dependent
  LeaderElectionConfiguration configuration() {
    if (!settings.leaderElection()) {
      return null;
    }
    return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
        .withLeaseNamespace(settings.namespace())
        .withIdentity(identity())
        .withLeaseDuration(settings.leaseDuration())
        .withRenewDeadline(settings.leaseDuration().multipliedBy(2).dividedBy(3))
        .withRetryPeriod(settings.leaseDuration().multipliedBy(2).dividedBy(15))
        .withLeaderCallbacks(
            new LeaderCallbacks(
                this::begin, this::lost, leader -> LOG.infof("the leader is %s", leader)))
        .build();
  }

  /// `HOST_NUMBER_VERSION`, of which no part but the last may have a `_`.
  private String identity() {
    var tail = UUID.randomUUID().toString().substring(0, 8) + "_" + version;
    try {
      return InetAddress.getLocalHost().getHostName() + "_" + tail;
    } catch (UnknownHostException e) {
      return "unknown_" + tail;
    }
  }
}
