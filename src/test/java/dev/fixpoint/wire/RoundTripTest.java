// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.endpoints.Endpoint;
import dev.fixpoint.endpoints.Slice;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Intent.Backend;
import dev.fixpoint.intent.Intent.Destination;
import dev.fixpoint.intent.Intent.Group;
import dev.fixpoint.intent.Shard;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Pool.Use;
import dev.fixpoint.vip.AddressWish;
import dev.fixpoint.vip.Balancing;
import dev.fixpoint.vip.Balancing.Algorithm;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import dev.fixpoint.vip.Selector;
import dev.fixpoint.vip.VipService;
import dev.fixpoint.vip.VipService.Port;
import dev.fixpoint.vip.VipService.TargetPort;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// What is written for other processes is read back as it was, after a way through JSON.
class RoundTripTest {

  @Property(tries = 300)
  void intents(@ForAll("intents") Intent intent) {
    var sent = Yaml.sent(IntentWire.print(intent, 7));

    assertThat(IntentWire.parse(sent).problems()).isEmpty();
    assertThat(IntentWire.parse(sent).value()).contains(intent);
    assertThat(sent.getSpec().getRevision()).isEqualTo(intent.revision());
    assertThat(sent.getMetadata().getOwnerReferences())
        .extracting(o -> o.getKind() + " " + o.getName() + " " + o.getUid())
        .containsExactly("VirtualService " + intent.key().name() + " " + intent.ownerUid());
  }

  @Property(tries = 300)
  void shards(@ForAll("intents") Intent part, @ForAll @IntRange(max = 3) int index) {
    var revisions = List.of("aa", "bb", "cc", "dd");
    var shard = new Shard(index, revisions, part);
    var sent = Yaml.sent(ShardWire.print(shard, 7));

    assertThat(ShardWire.parse(sent).problems()).isEmpty();
    assertThat(ShardWire.parse(sent).value()).contains(shard);
    assertThat(sent.getMetadata().getName())
        .isEqualTo(part.key().name() + (index == 0 ? "" : "." + index));
  }

  @Property(tries = 300)
  void claims(
      @ForAll("ips") Ip ip,
      @ForAll("names") String namespace,
      @ForAll("names") String name,
      @ForAll Use use) {
    var sent = Yaml.sent(AddressWire.print(ip, new Key(namespace, name), "uid-1", use, "edge"));

    assertThat(sent.getMetadata().getName()).isEqualTo(ip.toString());
    assertThat(AddressWire.parse(sent))
        .contains(
            new Claim(
                ip,
                "virtualservices.fixpoint.dev " + namespace + "/" + name,
                namespace,
                "uid-1",
                use,
                "edge",
                Optional.empty()));
  }

  @Property(tries = 300)
  void slices(@ForAll("slices") Slice slice) {
    var service = service(slice.targetPorts().size());
    var sent = Yaml.sent(SliceWire.print(service, 12, slice));

    var published = PublishedSlice.of(sent);
    assertThat(published.slice(service)).contains(slice);
    assertThat(published.service()).isEqualTo(service.key());
    assertThat(published.ownerUid()).isEqualTo(service.uid());
    assertThat(SliceWire.indexOf(published.name(), service)).hasValue(12);
    assertThat(sent.getMetadata().getLabels())
        .containsEntry("endpointslice.kubernetes.io/managed-by", "fixpoint.dev")
        .containsEntry("service.kubernetes.io/service-proxy-name", "fixpoint");
  }

  @Provide
  Arbitrary<Intent> intents() {
    return Arbitraries.integers()
        .between(1, 3)
        .flatMap(
            ports ->
                Combinators.combine(
                        names(),
                        names(),
                        ips().list().ofMaxSize(2),
                        backend(ports).list().ofMaxSize(2))
                    .as(
                        (ns, name, addresses, backends) ->
                            intent(ns, name, addresses, ports, backends)));
  }

  private static Intent intent(
      String namespace, String name, List<Ip> addresses, int ports, List<Backend> backends) {
    var list =
        IntStream.range(0, ports)
            .mapToObj(
                i -> new Intent.Port(ports == 1 ? "" : "p" + i, Protocol.values()[i % 3], 80 + i))
            .toList();
    var balancing = new Balancing(Algorithm.values()[backends.size()], addresses.size() * 40_000);
    return new Intent(new Key(namespace, name), "uid-" + name, addresses, list, backends)
        .balancing(balancing);
  }

  private Arbitrary<Backend> backend(int ports) {
    var place = Arbitraries.of("", "n1", "eu-west-1a");
    var destination = Combinators.combine(ips(), place, place).as(Destination::new);
    var targets = Arbitraries.integers().between(0, 65535).list().ofSize(ports);
    var group = Combinators.combine(targets, destination.list().ofMaxSize(3)).as(Group::new);
    var weight = Arbitraries.integers().between(0, 1_000_000);
    return Combinators.combine(names(), weight, group.list().ofMaxSize(2)).as(Backend::new);
  }

  @Provide
  Arbitrary<Slice> slices() {
    var family = Arbitraries.of(Family.values());
    var targets = Arbitraries.integers().between(0, 65535).list().ofMinSize(1).ofMaxSize(3);
    return Combinators.combine(family, targets)
        .flatAs(
            (f, ports) ->
                endpoint(f, ports)
                    .list()
                    .ofMinSize(1)
                    .ofMaxSize(3)
                    .map(e -> new Slice(f, ports, e)));
  }

  private Arbitrary<Endpoint> endpoint(Family family, List<Integer> ports) {
    var flag = Arbitraries.of(true, false);
    var place = Arbitraries.of("", "n1");
    var ip = ips().filter(candidate -> candidate.family() == family);
    return Combinators.combine(names(), ip, place, place, flag, flag, flag)
        .as(
            (pod, address, node, zone, ready, serving, terminating) ->
                new Endpoint(
                    pod, "uid-" + pod, address, node, zone, ports, ready, serving, terminating));
  }

  private static VipService service(int ports) {
    var list =
        IntStream.range(0, ports)
            .mapToObj(
                i ->
                    new Port(
                        ports == 1 ? "" : "p" + i,
                        Protocol.values()[i % 3],
                        80 + i,
                        new TargetPort.Number(1)))
            .toList();
    return new VipService(
        new Key("shop", "web"),
        "u1",
        1,
        new Selector(List.of()),
        list,
        List.of(VipService.Backend.ALL),
        AddressWish.ANY,
        false);
  }

  @Provide
  Arbitrary<Ip> ips() {
    var four = Arbitraries.longs().map(Ip::v4);
    var six = Arbitraries.longs().map(low -> new Ip(Family.IPV6, 0xfd00L << 48, low));
    return Arbitraries.oneOf(four, six);
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(63);
  }
}
