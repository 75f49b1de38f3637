// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.RoutingIntent;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A shard is read without trust.
class ShardWireTest {

  /// @param more of the spec
  record Row(String label, String name, String more, String... problems) {
    @Override
    public String toString() {
      return label;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("the only one", "web", ""),
        new Row("the first of two", "web", "shards: [aa, bb]"),
        new Row("the second of two", "web.1", "shard: 1, shards: [aa, bb]"),
        new Row(
            "one more than there are",
            "web.2",
            "shard: 2, shards: [aa, bb]",
            "spec.shard: 2 of 2 shards"),
        new Row(
            "one below the first",
            "web.-1",
            "shard: -1, shards: [aa, bb]",
            "spec.shard: -1 of 2 shards"),
        new Row(
            "under another's name",
            "web.2",
            "shard: 1, shards: [aa, bb, cc]",
            "metadata.name: shard 1 has another name"),
        new Row("for another VirtualService", "db", "", "metadata.name: shard 0 has another name"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void reads(Row row) {
    var yaml =
        """
        metadata: {namespace: shop, name: '%s'}
        spec: {virtualService: {name: web, uid: u1}, revision: aa, ports: [], %s}
        """
            .formatted(row.name(), row.more());

    var parsed = ShardWire.parse(Yaml.read(yaml, RoutingIntent.class));

    assertThat(parsed.problems()).isEqualTo(List.of(row.problems()));
    assertThat(parsed.value().isPresent()).isEqualTo(row.problems().length == 0);
  }
}
