// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.ipam.Claim;
import dev.fixpoint.vip.Ip;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whoever made an IPAddress, it is held; ours alone can be freed.
class AddressWireTest {

  /// @param expected holder, namespace and owner's UID; null: no claim
  record Row(String name, String yaml, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    var ours =
        "labels: {ipaddress.kubernetes.io/managed-by: fixpoint.dev, fixpoint.dev/owner-uid: u1}";
    var parent =
        "spec: {parentRef: {group: fixpoint.dev, resource: virtualservices, namespace: shop, name: web}}";
    return Stream.of(
        new Row(
            "ours",
            "{metadata: {name: 10.96.0.1, %s}, %s}".formatted(ours, parent),
            "virtualservices.fixpoint.dev shop/web|shop|u1"),
        new Row(
            "a Service's, whose group is empty",
            "{metadata: {name: 10.96.0.1, labels: {ipaddress.kubernetes.io/managed-by: ipallocator.k8s.io}}, spec: {parentRef: {group: '', resource: services, namespace: shop, name: old}}}",
            "services shop/old|shop|"),
        new Row(
            "a Service's, though it carries our UID label",
            "{metadata: {name: 10.96.0.1, labels: {fixpoint.dev/owner-uid: u1}}, spec: {parentRef: {resource: services, namespace: shop, name: old}}}",
            "services shop/old|shop|"),
        new Row(
            "somebody's without labels",
            "{metadata: {name: 10.96.0.1}, %s}".formatted(parent),
            "virtualservices.fixpoint.dev shop/web|shop|"),
        new Row(
            "ours by label, but for whom?",
            "{metadata: {name: 10.96.0.1, labels: {ipaddress.kubernetes.io/managed-by: fixpoint.dev}}, %s}"
                .formatted(parent),
            "virtualservices.fixpoint.dev shop/web|shop|"),
        new Row(
            "a cluster-scoped holder's",
            "{metadata: {name: 10.96.0.1}, spec: {parentRef: {group: example.com, resource: gateways, name: edge}}}",
            "gateways.example.com edge||"),
        new Row("nobody's", "{metadata: {name: 10.96.0.1}}", "nobody||"),
        new Row("a name that is no address", "{metadata: {name: here}}", null));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void reads(Row row) {
    var claim = AddressWire.parse(Yaml.read(row.yaml(), IPAddress.class));

    assertThat(claim.map(c -> "%s|%s|%s".formatted(c.holder(), c.namespace(), c.ownerUid())))
        .isEqualTo(Optional.ofNullable(row.expected()));
    assertThat(claim.map(Claim::ip).orElse(Ip.of("10.96.0.1"))).isEqualTo(Ip.of("10.96.0.1"));
  }
}
