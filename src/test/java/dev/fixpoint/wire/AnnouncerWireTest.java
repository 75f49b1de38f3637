// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.ExternalAddress;
import dev.fixpoint.api.v1alpha1.VirtualServiceStatus;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AnnouncerWireTest {
  private static final String ADDRESS = "203.0.113.7";
  private static final String OTHER = "2001:db8::7";

  /// @param before address and node in turn; null for no status
  record Row(String name, List<String> before, List<String> after, List<String> told) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("the first status", null, List.of(ADDRESS, "n1"), List.of()),
        new Row("an address that comes", List.of(), List.of(ADDRESS, "n1"), List.of()),
        new Row("one that goes", List.of(ADDRESS, "n1"), List.of(), List.of()),
        new Row("the same node", List.of(ADDRESS, "n1"), List.of(ADDRESS, "n1"), List.of()),
        new Row("announcements are off", List.of(ADDRESS, ""), List.of(ADDRESS, ""), List.of()),
        new Row(
            "another node",
            List.of(ADDRESS, "n1", OTHER, "n1"),
            List.of(OTHER, "n1", ADDRESS, "n2"),
            List.of("external address 203.0.113.7: node n2 announces it now, in place of node n1")),
        new Row(
            "a node at last",
            List.of(ADDRESS, ""),
            List.of(ADDRESS, "n2"),
            List.of("external address 203.0.113.7: node n2 announces it now")),
        new Row(
            "no node any more",
            List.of(ADDRESS, "n1"),
            List.of(ADDRESS, ""),
            List.of(
                "external address 203.0.113.7: no node announces it, as node n1 did:"
                    + " kubectl get noderouting")));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void tellsOfAddressesThatAnotherNodeAnnounces(Row row) {
    var before = row.before() == null ? null : status(row.before());
    var moves = AnnouncerWire.moves(before, status(row.after()));
    assertThat(moves).extracting(AnnouncerWire.Move::message).isEqualTo(row.told());
    assertThat(moves).allMatch(move -> move.lost() == move.message().contains("no node"));
  }

  private static VirtualServiceStatus status(List<String> announced) {
    var status = new VirtualServiceStatus();
    var all = Stream.iterate(0, i -> i < announced.size(), i -> i + 2);
    status.setExternalAddresses(
        all.map(
                i -> {
                  var external = new ExternalAddress();
                  external.setAddress(announced.get(i));
                  external.setNode(announced.get(i + 1).isEmpty() ? null : announced.get(i + 1));
                  return external;
                })
            .toList());
    return status;
  }
}
