// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.endpoints.Pod;
import dev.fixpoint.endpoints.Pod.Gate;
import dev.fixpoint.plan.Gates.Verdict;
import dev.fixpoint.plan.Gates.View;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the pod of the row is told, by what the services that select it have come to.
class GatesTest {

  private static final String UID = "u";

  /// @param pod as `GATE ready|unready [ending] [finished]`
  /// @param services each as `used|unused done|pending|none`
  record Row(String name, String pod, List<String> services, Verdict expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        row("routed everywhere", "CLOSED ready", Verdict.OPEN, "used done"),
        row("a node lacks it", "CLOSED ready", null, "used pending"),
        row("routed everywhere by two", "CLOSED ready", Verdict.OPEN, "used done", "used done"),
        row("one of two lags", "CLOSED ready", null, "used done", "used pending"),
        row("no service selects it: nothing to wait for", "CLOSED ready", Verdict.OPEN),
        row("the service has no address yet", "CLOSED ready", null, "used none"),
        row("not to be routed: nothing to wait for", "CLOSED ready", Verdict.OPEN, "unused done"),
        row("its containers are not ready", "CLOSED unready", null, "used done"),
        row("is open already", "OPEN ready", null, "used done"),
        row("does not ask", "NONE ready", null, "used done"),
        row("has finished", "CLOSED ready finished", null, "used done"),
        row(
            "ends, and every node has dropped it",
            "OPEN ready ending",
            Verdict.DRAINED,
            "unused done"),
        row("ends, and a node lags", "OPEN ready ending", null, "unused pending"),
        row("ends, as the last resort", "OPEN ready ending", null, "used done"),
        row("ends, one of two lags", "OPEN ready ending", null, "unused done", "unused pending"),
        row(
            "ends, and nothing was ever routed",
            "OPEN ready ending",
            Verdict.DRAINED,
            "unused none"),
        row(
            "ends before its gate was open",
            "CLOSED unready ending",
            Verdict.DRAINED,
            "unused done"),
        row("ends, and no service selects it", "OPEN ready ending", Verdict.DRAINED),
        row("ends, and does not ask", "NONE ready ending", null, "unused done"));
  }

  private static Row row(String name, String pod, Verdict expected, String... services) {
    return new Row(name, pod, List.of(services), expected);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void tells(Row row) {
    var pod = pod(row.pod());
    var views = row.services().stream().map(service -> view(View.NOTHING, pod, service)).toList();

    assertThat(Gates.judge(pod, views)).isEqualTo(Optional.ofNullable(row.expected()));
  }

  /// @param then what the service comes to after every node has routed the pod
  record After(String name, String pod, String then, Verdict expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<After> afters() {
    return Stream.of(
        new After(
            "another change is on its way: the pod is routed all the same",
            "CLOSED ready",
            "used pending",
            Verdict.OPEN),
        new After("it is not ready any more", "CLOSED unready", "unused pending", null),
        new After(
            "it ends: what held before does not count",
            "OPEN ready ending",
            "unused pending",
            null));
  }

  @ParameterizedTest
  @MethodSource("afters")
  void remembers(After row) {
    var before = view(View.NOTHING, pod("CLOSED ready"), "used done");
    var pod = pod(row.pod());

    assertThat(Gates.judge(pod, List.of(view(before, pod, row.then()))))
        .isEqualTo(Optional.ofNullable(row.expected()));
  }

  private static View view(View before, Pod pod, String service) {
    var used = service.startsWith("used") ? Set.of(UID) : Set.<String>of();
    var programmed =
        service.endsWith("none")
            ? Optional.<Boolean>empty()
            : Optional.of(service.endsWith("done"));
    return Gates.of(before, List.of(pod), used, programmed);
  }

  private static Pod pod(String text) {
    return new Pod(
        "web-1",
        UID,
        Map.of(),
        List.of("10.0.0.1"),
        "n1",
        text.contains(" ready"),
        text.contains("ending"),
        text.contains("finished"),
        List.of(),
        Gate.valueOf(text.substring(0, text.indexOf(' '))));
  }
}
