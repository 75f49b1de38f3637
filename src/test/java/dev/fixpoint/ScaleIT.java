// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.FixpointProcess;
import dev.fixpoint.kit.UsesControlPlane;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A thousand VirtualServices at once.
@UsesControlPlane
class ScaleIT {
  private static final int SERVICES = 1_000;
  private static final int PODS = 5;
  private static final String OPTIONS = FixpointProcess.AS_SHIPPED + " -Xmx256m";

  @Test
  void aThousandAtOnceAreAllProgrammedAndNoTwoHaveOneAddress(ControlPlane controlPlane) {
    try (var fleet =
        Fleet.start(
            controlPlane,
            Map.of(FixpointProcess.JAVA_OPTIONS, OPTIONS, "FIXPOINT_LEADER_ELECTION", "false"),
            "n1",
            "n2")) {
      var namespace = controlPlane.namespace("scale");
      for (int i = 0; i < PODS; i++) {
        fleet
            .node(i % 2 == 0 ? "n1" : "n2")
            .podBuilder(namespace, "web-" + i, Map.of("app", "web"))
            .withoutTraffic()
            .create();
      }

      var result = Scale.run(controlPlane, namespace, SERVICES);

      System.out.println(result.table());
      System.out.printf(
          "since their start: operator %.1f CPU seconds, %d MiB; agent %.1f CPU seconds, %d MiB%n",
          fleet.operator().cpuSeconds(),
          fleet.operator().rssKiB() / 1024,
          fleet.agent("n1").cpuSeconds(),
          fleet.agent("n1").rssKiB() / 1024);
      assertThat(result.addresses()).hasSize(SERVICES).doesNotHaveDuplicates();
      assertThat(result.writes().of("ipaddresses")).isEqualTo(SERVICES);
      assertThat(result.writes().of("routingintents")).isEqualTo(SERVICES);
      // one of endpoints, and one that the name answers with
      assertThat(result.writes().of("endpointslices")).isEqualTo(2 * SERVICES);
      assertThat(result.writes().of("services")).isEqualTo(SERVICES);
      controlPlane.client().namespaces().withName(namespace).delete();
    }
  }
}
