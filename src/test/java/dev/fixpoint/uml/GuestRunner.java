// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.uml;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// Runs test classes inside the other kernel, and writes what came of each test as it ends.
final class GuestRunner implements TestExecutionListener {

  private final Path results;
  private final Map<TestIdentifier, Long> started = new HashMap<>();
  private TestPlan plan;

  private GuestRunner(Path results) {
    this.results = results;
  }

  /// @param arguments the file for the results, and the classes, or methods as `Class#method`
  static void main(String[] arguments) {
    var runner = new GuestRunner(Path.of(arguments[0]));
    try (var session = LauncherFactory.openSession()) {
      session
          .getLauncher()
          .execute(request(List.of(arguments).subList(1, arguments.length)), runner);
    }
    System.exit(0); // whatever threads the tests have left
  }

  private static LauncherDiscoveryRequest request(List<String> tests) {
    return LauncherDiscoveryRequestBuilder.request()
        .selectors(tests.stream().map(GuestRunner::selector).toList())
        .build();
  }

  private static DiscoverySelector selector(String test) {
    return test.contains("#") ? selectMethod(test) : selectClass(test);
  }

  @Override
  public void testPlanExecutionStarted(TestPlan testPlan) {
    plan = testPlan;
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    started.put(test, System.nanoTime());
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    write(test, "skipped: " + reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    boolean failed = result.getStatus() == TestExecutionResult.Status.FAILED;
    var failure = failed ? result.getThrowable().map(GuestRunner::text).orElse("no reason") : "";
    if (test.isTest() || !failure.isEmpty()) {
      write(test, failure);
    }
  }

  private static String text(Throwable failure) {
    var text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private void write(TestIdentifier test, String failure) {
    var path =
        Stream.iterate(test, t -> t != null, t -> plan.getParent(t).orElse(null))
            .map(TestIdentifier::getDisplayName)
            .toList()
            .reversed();
    var name = String.join(" > ", path.subList(Math.min(1, path.size() - 1), path.size()));
    long millis = (System.nanoTime() - started.getOrDefault(test, System.nanoTime())) / 1_000_000;
    System.out.printf("%s %s %d ms%n", failure.isEmpty() ? "passed" : "FAILED", name, millis);
    try {
      var line = new GuestResult(name, failure).line();
      Files.writeString(results, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
