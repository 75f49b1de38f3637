// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ops;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/// What the health endpoints say: whatever the role that runs reports. Before a role has begun,
/// it is neither started nor ready.
@Singleton
public class Health {

  /// One answer.
  ///
  /// @param data shown with it, such as the age of each watch
  public record Report(boolean up, Map<String, String> data) {

    public Report {
      data = new TreeMap<>(data);
    }
  }

  /// What a role reports when it is asked.
  public interface Role {
    String name();

    /// Whether it has taken up its work once.
    Report started();

    /// False only where a restart would help.
    Report live();

    /// Whether it does its work now.
    Report ready();
  }

  private volatile Role role;

  public void serve(Role role) {
    this.role = role;
  }

  @Produces
  @Startup
  HealthCheck startup() {
    return () -> answer(() -> role.started(), false);
  }

  @Produces
  @Liveness
  HealthCheck liveness() {
    return () -> answer(() -> role.live(), true);
  }

  @Produces
  @Readiness
  HealthCheck readiness() {
    return () -> answer(() -> role.ready(), false);
  }

  private HealthCheckResponse answer(Supplier<Report> asked, boolean beforeRole) {
    if (role == null) {
      return HealthCheckResponse.named("starting").status(beforeRole).build();
    }
    var report = asked.get();
    var response = HealthCheckResponse.named(role.name()).status(report.up());
    report.data().forEach(response::withData);
    return response.build();
  }
}
