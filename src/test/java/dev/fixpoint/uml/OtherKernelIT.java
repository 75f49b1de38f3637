// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.uml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.cli.IpvsSuccession;
import dev.fixpoint.dataplane.ipvs.IpvsAccess;
import dev.fixpoint.dataplane.ipvs.IpvsAnswers;
import dev.fixpoint.dataplane.ipvs.IpvsBalancing;
import dev.fixpoint.dataplane.ipvs.IpvsFlows;
import dev.fixpoint.dataplane.ipvs.IpvsForwarding;
import dev.fixpoint.dataplane.ipvs.IpvsOwn;
import dev.fixpoint.dataplane.ipvs.IpvsReach;
import dev.fixpoint.dataplane.ipvs.IpvsShapes;
import dev.fixpoint.dataplane.ipvs.IpvsSwitching;
import dev.fixpoint.kit.Sandbox;
import dev.fixpoint.kit.UserModeLinux;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The tests of the backends that this machine's kernel cannot run, on one that can: each is listed
/// here as it ended there.
class OtherKernelIT {

  private static final List<Class<?>> CLASSES =
      List.of(
          GuestKernel.class,
          IpvsForwarding.class,
          IpvsBalancing.class,
          IpvsReach.class,
          IpvsAccess.class,
          IpvsFlows.class,
          IpvsAnswers.class,
          IpvsShapes.class,
          IpvsSwitching.class,
          IpvsSuccession.class,
          IpvsOwn.class);
  private static final Duration LIMIT = Duration.ofMinutes(15);

  /// Some of them alone, as `IpvsFlows,IpvsOwn#onlyWhatDiffersIsMended`: `-Dfixpoint.guest=…`.
  private static final String CHOICE = System.getProperty("fixpoint.guest", "");

  @TestFactory
  Stream<DynamicTest> insideUserModeLinux() throws Exception {
    try (var sandbox = Sandbox.open()) {
      var results = sandbox.folder().resolve("results");
      var arguments = new ArrayList<>(List.of(results.toString()));
      arguments.addAll(chosen());
      var guest = UserModeLinux.start(sandbox, GuestRunner.class, arguments);
      boolean ended = guest.ends(LIMIT);
      var console = guest.console();
      var all =
          Files.exists(results)
              ? GuestResult.parse(Files.readString(results))
              : List.<GuestResult>of();
      var last =
          all.isEmpty() ? "no test ended" : "the last test to end was " + all.getLast().name();
      var end =
          DynamicTest.dynamicTest(
              "all of them ended within " + LIMIT,
              () -> assertThat(ended && !all.isEmpty()).as(last + "\n" + console).isTrue());
      return Stream.concat(all.stream().map(result -> test(result, console)), Stream.of(end));
    }
  }

  private static List<String> chosen() {
    if (CHOICE.isEmpty()) {
      return CLASSES.stream().map(Class::getName).toList();
    }
    return Stream.of(CHOICE.split(","))
        .map(
            choice ->
                CLASSES.stream()
                    .filter(tests -> choice.split("#")[0].equals(tests.getSimpleName()))
                    .findFirst()
                    .map(tests -> tests.getPackageName() + "." + choice)
                    .orElseThrow(() -> new IllegalArgumentException("no class " + choice)))
        .toList();
  }

  private static DynamicTest test(GuestResult result, String console) {
    return DynamicTest.dynamicTest(
        result.name(), () -> assertThat(result.failure()).as(console).isEmpty());
  }
}
