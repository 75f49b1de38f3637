// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.intent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.endpoints.Endpoint;
import dev.fixpoint.endpoints.EndpointSet;
import dev.fixpoint.endpoints.EndpointSet.Part;
import dev.fixpoint.intent.Intent.Backend;
import dev.fixpoint.intent.Intent.Destination;
import dev.fixpoint.intent.Intent.Group;
import dev.fixpoint.vip.AddressWish;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import dev.fixpoint.vip.Selector;
import dev.fixpoint.vip.VipService;
import dev.fixpoint.vip.VipService.Port;
import dev.fixpoint.vip.VipService.TargetPort;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IntentTest {
  private static final Port HTTP = port("http", Protocol.TCP, 80);
  private static final List<Ip> VIP = List.of(Ip.of("10.96.0.1"));
  private static final Endpoint A = endpoint("a", "10.0.0.1", "n1", "z1", 8080);
  private static final Endpoint B = endpoint("b", "10.0.0.2", "n2", "z1", 8080);
  private static final Intent BASE = compile(service("u1", HTTP), VIP, List.of(A, B));

  @Test
  void holdsWhatANodeNeeds() {
    var service = service("u1", HTTP, port("admin", Protocol.TCP, 81));
    var odd = endpoint("c", "10.0.0.3", "n1", "", 8081, 0);
    var both = endpoint("a", "10.0.0.1", "n1", "z1", 8080, 9000);

    var intent = compile(service, VIP, List.of(odd, both));

    assertThat(intent)
        .isEqualTo(
            new Intent(
                new Key("shop", "web"),
                "u1",
                VIP,
                List.of(
                    new Intent.Port("http", Protocol.TCP, 80),
                    new Intent.Port("admin", Protocol.TCP, 81)),
                List.of(
                    new Backend(
                        "default",
                        1,
                        List.of(
                            new Group(
                                List.of(8080, 9000),
                                List.of(new Destination(Ip.of("10.0.0.1"), "n1", "z1"))),
                            new Group(
                                List.of(8081, 0),
                                List.of(new Destination(Ip.of("10.0.0.3"), "n1", ""))))))));
  }

  record Row(String name, Intent other) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> changes() {
    var service = service("u1", HTTP);
    return Stream.of(
        new Row("another UID", compile(service("u2", HTTP), VIP, List.of(A, B))),
        new Row("another address", compile(service, List.of(Ip.of("10.96.0.2")), List.of(A, B))),
        new Row(
            "one more address",
            compile(service, List.of(VIP.getFirst(), Ip.of("fd00::1")), List.of(A, B))),
        new Row("no address", compile(service, List.of(), List.of(A, B))),
        new Row(
            "another port",
            compile(service("u1", port("http", Protocol.TCP, 81)), VIP, List.of(A, B))),
        new Row(
            "another protocol",
            compile(service("u1", port("http", Protocol.UDP, 80)), VIP, List.of(A, B))),
        new Row(
            "another name of a port",
            compile(service("u1", port("web", Protocol.TCP, 80)), VIP, List.of(A, B))),
        new Row("one endpoint fewer", compile(service, VIP, List.of(A))),
        new Row("no endpoint", compile(service, VIP, List.of())),
        new Row(
            "another address of an endpoint",
            compile(service, VIP, List.of(A, endpoint("b", "10.0.0.3", "n2", "z1", 8080)))),
        new Row(
            "another target port",
            compile(service, VIP, List.of(A, endpoint("b", "10.0.0.2", "n2", "z1", 8081)))),
        new Row(
            "another node of an endpoint",
            compile(service, VIP, List.of(A, endpoint("b", "10.0.0.2", "n3", "z1", 8080)))),
        new Row(
            "another zone of an endpoint",
            compile(service, VIP, List.of(A, endpoint("b", "10.0.0.2", "n2", "z2", 8080)))),
        new Row("another weight", weighted(2)));
  }

  private static Intent weighted(int weight) {
    var backends = List.of(new Backend("default", weight, BASE.backends().getFirst().groups()));
    return new Intent(BASE.key(), BASE.ownerUid(), BASE.addresses(), BASE.ports(), backends);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void anyChangeIsAnotherRevision(Row row) {
    assertThat(row.other()).isNotEqualTo(BASE);
    assertThat(row.other().revision()).isNotEqualTo(BASE.revision()).matches("[0-9a-f]{16}");
  }

  @Test
  void whatNodesDoNotActOnIsNoChange() {
    var renamed = endpoint("b2", "10.0.0.2", "n2", "z1", 8080); // the same place, another pod

    var intent = compile(service("u1", HTTP), VIP, List.of(A, renamed));

    assertThat(intent).isEqualTo(BASE);
    assertThat(intent.revision()).isEqualTo(BASE.revision());
  }

  @Property(tries = 500)
  void theOrderOfThePodsDoesNotMatter(
      @ForAll("endpoints") List<Endpoint> endpoints, @ForAll Random random) {
    var shuffled = new ArrayList<>(endpoints);
    Collections.shuffle(shuffled, random);

    var one = compile(service("u1", HTTP), VIP, endpoints);
    var two = compile(service("u1", HTTP), VIP, shuffled);

    assertThat(two).isEqualTo(one);
    assertThat(two.revision()).isEqualTo(one.revision());
  }

  @Property(tries = 500)
  void revisionsAreEqualExactlyWhereIntentsAre(
      @ForAll("endpoints") List<Endpoint> a, @ForAll("endpoints") List<Endpoint> b) {
    var one = compile(service("u1", HTTP), VIP, a);
    var two = compile(service("u1", HTTP), VIP, b);

    assertThat(one.revision().equals(two.revision())).isEqualTo(one.equals(two));
  }

  @Provide
  Arbitrary<List<Endpoint>> endpoints() {
    var address = Arbitraries.integers().between(1, 4).map(i -> "10.0.0." + i);
    var target = Arbitraries.of(8080, 8081, 0);
    var place = Arbitraries.of("n1", "n2", "");
    return Combinators.combine(address, place, place, target)
        .as((ip, node, zone, port) -> endpoint("p", ip, node, zone, port))
        .list()
        .ofMaxSize(5);
  }

  private static Intent compile(VipService service, List<Ip> addresses, List<Endpoint> endpoints) {
    var part = new Part(VipService.Backend.ALL, endpoints, List.of());
    return Intent.compile(
        service,
        addresses,
        Intent.External.NONE,
        List.of(new EndpointSet(List.of(part), List.of())));
  }

  private static Port port(String name, Protocol protocol, int port) {
    return new Port(name, protocol, port, new TargetPort.Named("http"));
  }

  private static VipService service(String uid, Port... ports) {
    return new VipService(
        new Key("shop", "web"),
        uid,
        1,
        new Selector(List.of()),
        List.of(ports),
        List.of(VipService.Backend.ALL),
        AddressWish.ANY,
        false);
  }

  private static Endpoint endpoint(
      String pod, String address, String node, String zone, Integer... ports) {
    return new Endpoint(
        pod, "uid-" + pod, Ip.of(address), node, zone, List.of(ports), true, true, false);
  }
}
