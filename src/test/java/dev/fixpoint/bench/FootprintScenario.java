// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.bench.report.Measure;
import java.io.IOException;
import java.time.Duration;

/// What services take up outside of the programs, with the node's program killed: the kernel's
/// memory, which is what becomes free when all rules go, and what the API server keeps of one of
/// those with five endpoints.
final class FootprintScenario implements Scenario {
  /// With fewer, the rest of what happens in a kernel is more than they take.
  private static final int LEAST = 1_000;

  /// The kernel gives memory back later, after all its processors have passed a quiet moment.
  private static final Duration GIVEN_BACK = Duration.ofSeconds(2);

  @Override
  public void run(Turn turn) throws Exception {
    var calm = turn.population().calmName();
    if (turn.size() > 1) {
      turn.record(Measure.STORED, stored(turn, calm));
    }
    if (turn.size() < LEAST) {
      return;
    }
    turn.node().kill();
    turn.rig().forgetConnections();
    Thread.sleep(GIVEN_BACK);
    long before = Machine.kernelBytes();
    turn.rig().node().emptyKernel();
    Thread.sleep(GIVEN_BACK);
    turn.record(Measure.KERNEL, (double) (before - Machine.kernelBytes()) / turn.size());
  }

  private static double stored(Turn turn, String service) throws IOException {
    var etcd = new Etcd(turn.rig().controlPlane().cp());
    double bytes = 0;
    for (var key : turn.rival().stored(service, turn.address(service))) {
      bytes += etcd.bytes(key);
    }
    return bytes;
  }
}
