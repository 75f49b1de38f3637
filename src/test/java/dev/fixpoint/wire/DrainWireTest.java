// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.wire.DrainWire.State;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DrainWireTest {

  /// @param pods each as `NAME app ending|living gated|plain [drained]`
  record Row(String name, Class<? extends State> expected, String text, String... pods) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("no pod at all", State.Done.class, "no live node"),
        new Row("a pod that lives on", State.Done.class, "", "a web living gated"),
        new Row("a pod that ends", State.Waiting.class, "pod a", "a web ending gated"),
        new Row("a pod that is drained", State.Done.class, "", "a web ending gated drained"),
        new Row(
            "one of two",
            State.Waiting.class,
            "pod b",
            "a web ending gated drained",
            "b web ending gated"),
        new Row("a pod of another service", State.Done.class, "", "a db ending gated"),
        new Row(
            "a pod that does not ask: says what is missing",
            State.Never.class,
            "pod a does not ask for it: add the readiness gate fixpoint.dev/programmed",
            "a web ending plain"),
        new Row(
            "pods of the template before and after the gate came: those that ask count",
            State.Waiting.class,
            "pod b",
            "a web ending plain",
            "b web ending gated"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void judges(Row row) {
    var service = Yaml.read("spec: {selector: {matchLabels: {app: web}}}", VirtualService.class);

    var state = DrainWire.judge(service, Stream.of(row.pods()).map(DrainWireTest::pod).toList());

    assertThat(state).isInstanceOf(row.expected());
    assertThat(state.toString()).contains(row.text());
  }

  private static Pod pod(String text) {
    var words = text.split(" ");
    return Yaml.read(
        """
        metadata: {name: %s, labels: {app: %s}%s}
        spec: {%s}
        status: {conditions: [{type: fixpoint.dev/programmed, status: "%s", reason: %s}]}
        """
            .formatted(
                words[0],
                words[1],
                words[2].equals("ending") ? ", deletionTimestamp: '2026-01-01T00:00:00Z'" : "",
                words[3].equals("gated")
                    ? "readinessGates: [{conditionType: fixpoint.dev/programmed}]"
                    : "",
                words.length == 4 ? "True" : "False",
                words.length == 4 ? "Programmed" : "Drained"),
        Pod.class);
  }

  @ParameterizedTest
  @CsvSource({"500ms,500", "30s,30000", "2m,120000", "0s,0"})
  void readsDurations(String text, long millis) {
    assertThat(DrainWire.duration(text)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"30", "s", "-1s", "1.5s", "1h", "' 1s'", "99999999999s", "''"})
  void refusesWhatIsNoDuration(String text) {
    assertThat(DrainWire.duration(text)).isEqualTo(Optional.empty());
  }
}
