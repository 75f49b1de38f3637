// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.endpoints;

import static dev.fixpoint.endpoints.Given.SURROUNDINGS;
import static dev.fixpoint.endpoints.Given.divided;
import static dev.fixpoint.endpoints.Given.pod;
import static dev.fixpoint.endpoints.Given.port;
import static dev.fixpoint.endpoints.Given.publishing;
import static dev.fixpoint.endpoints.Given.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Protocol;
import dev.fixpoint.vip.VipService;
import dev.fixpoint.vip.VipService.Port;
import dev.fixpoint.vip.VipService.TargetPort;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EndpointSetTest {

  /// @param usable pods that new connections go to
  /// @param excluded pods that can't be endpoints, with the reason
  record Row(String name, VipService service, List<Pod> pods, String usable, String excluded) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    var unready = pod("b", "10.0.0.2", p -> p.ready = false);
    var leaving = pod("t", "10.0.0.3", p -> p.terminating = true);
    var gone = pod("g", "10.0.0.4", p -> p.finished = true);
    return Stream.of(
        row("a ready pod", "a", pod("a", "10.0.0.1")),
        row(
            "several, in the order of their addresses",
            "c a",
            pod("a", "10.0.0.10"),
            pod("c", "10.0.0.9")),
        row("one that is not ready waits", "a", pod("a", "10.0.0.1"), unready),
        row("none is ready", "", unready),
        rowOf(
            publishing(), "unready ones count where the service publishes them", "b", "", unready),
        rowOf(publishing(), "and terminating ones", "t", "", leaving),
        row("a terminating one gets no new connection", "a", pod("a", "10.0.0.1"), leaving),
        row("unless no other is ready: the last resort (KEP-1669)", "t", unready, leaving),
        row(
            "a terminating one that is not ready is no resort",
            "",
            pod(
                "t",
                "10.0.0.3",
                p -> {
                  p.terminating = true;
                  p.ready = false;
                })),
        row("a finished one is nobody's endpoint, its address may be another's", "", gone),
        rowOf(publishing(), "not even where unready ones count", "", "", gone),
        row("another label", "", pod("a", "10.0.0.1", p -> p.labels = Map.of("app", "db"))),
        row("no label", "", pod("a", "10.0.0.1", p -> p.labels = Map.of())),
        row("no pod", ""),
        rowOf(
            service(),
            "an address that two claim is the ready one's",
            "b",
            "a has the address 10.0.0.1, which pod b has by now",
            pod("a", "10.0.0.1", p -> p.ready = false),
            pod("b", "10.0.0.1")),
        rowOf(
            service(),
            "or that of the one that stays",
            "",
            "t has the address 10.0.0.1, which pod u has by now",
            pod("t", "10.0.0.1", p -> p.terminating = true),
            pod("u", "10.0.0.1", p -> p.ready = false)),
        rowOf(
            divided(Map.of("v1", 95, "v2", 5)),
            "pods of several backends; one that none takes is left out",
            "a b",
            "",
            version("a", "10.0.0.1", "v1"),
            version("b", "10.0.0.2", "v2"),
            version("c", "10.0.0.3", "v3")),
        rowOf(
            divided(Map.of("v1", 1, "v2", 0)),
            "no weight, no new connections",
            "a",
            "",
            version("a", "10.0.0.1", "v1"),
            version("b", "10.0.0.2", "v2")),
        rowOf(
            divided(Map.of("v1", 1, "v2", 1)),
            "a terminating one is no resort while another backend has a ready one",
            "b",
            "",
            version("a", "10.0.0.1", "v1", p -> p.terminating = true),
            version("b", "10.0.0.2", "v2")),
        rowOf(
            divided(Map.of("v1", 1, "v2", 0)),
            "but it is where that other one has no weight",
            "a",
            "",
            version("a", "10.0.0.1", "v1", p -> p.terminating = true),
            version("b", "10.0.0.2", "v2")));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void selects(Row row) {
    var set = EndpointSet.select(row.service(), row.pods(), Family.IPV4, SURROUNDINGS);

    assertThat(String.join(" ", set.usable().stream().map(Endpoint::pod).toList()))
        .isEqualTo(row.usable());
    assertThat(
            String.join(" ", set.excluded().stream().map(e -> e.pod() + " " + e.reason()).toList()))
        .isEqualTo(row.excluded());
  }

  @Test
  void theOrderOfThePodsDoesNotMatter() {
    var pods = new ArrayList<Pod>();
    for (int i = 0; i < 20; i++) {
      int last = i;
      pods.add(
          pod("p" + i, i % 5 == 0 ? "127.0.0.1" : "10.0.0." + i / 2, p -> p.ready = last % 3 > 0));
    }
    var set = EndpointSet.select(service(), pods, Family.IPV4, SURROUNDINGS);
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(pods, new Random(seed));
      assertThat(EndpointSet.select(service(), pods, Family.IPV4, SURROUNDINGS)).isEqualTo(set);
    }
  }

  @Test
  void readyAndServingAreToldApart() {
    var pods =
        List.of(
            pod("a", "10.0.0.1"),
            pod("b", "10.0.0.2", p -> p.terminating = true),
            pod("c", "10.0.0.3", p -> p.ready = false),
            pod("d", "127.0.0.1"));
    var set = EndpointSet.select(service(), pods, Family.IPV4, SURROUNDINGS);

    assertThat(set.readyCount()).isEqualTo(1);
    assertThat(set.total()).isEqualTo(4);
    assertThat(set.endpoints())
        .extracting(e -> "%s %s %s".formatted(e.ready(), e.serving(), e.terminating()))
        .containsExactly("true true false", "false true true", "false false false");
  }

  @Test
  void namedPortsAreThoseOfEachPod() {
    var service =
        service(
            new Port("http", Protocol.TCP, 80, new TargetPort.Named("http")),
            new Port("dns", Protocol.UDP, 53, new TargetPort.Named("dns")),
            new Port("raw", Protocol.TCP, 9, new TargetPort.Number(9000)));
    var pods =
        List.of(
            pod(
                "a",
                "10.0.0.1",
                p ->
                    p.ports =
                        List.of(port("http", Protocol.TCP, 8080), port("dns", Protocol.UDP, 5353))),
            pod(
                "b",
                "10.0.0.2",
                p ->
                    p.ports =
                        List.of(
                            port("http", Protocol.TCP, 8081),
                            port("dns", Protocol.TCP, 5353),
                            port("dns", Protocol.SCTP, 5353))),
            pod(
                "c",
                "10.0.0.3",
                p ->
                    p.ports =
                        List.of(
                            port("http", Protocol.UDP, 1),
                            port("http", Protocol.TCP, 2),
                            port("http", Protocol.TCP, 3))),
            pod("d", "10.0.0.4"));
    var set = EndpointSet.select(service, pods, Family.IPV4, SURROUNDINGS);

    assertThat(set.endpoints())
        .extracting(Endpoint::targetPorts)
        .containsExactly(
            List.of(8080, 5353, 9000),
            List.of(8081, 0, 9000), // its dns is TCP
            List.of(2, 0, 9000), // the first of the name and protocol
            List.of(0, 0, 9000));
  }

  @Test
  void nodeAndZoneComeWithTheEndpoint() {
    var pods = List.of(pod("a", "10.0.0.1"), pod("b", "10.0.0.2", p -> p.node = "n2"));
    var set = EndpointSet.select(service(), pods, Family.IPV4, SURROUNDINGS);

    assertThat(set.endpoints()).extracting(Endpoint::node).containsExactly("n1", "n2");
    assertThat(set.endpoints()).extracting(Endpoint::zone).containsExactly("zone-a", "");
  }

  @Test
  void podsOfTwoBackendsOrNoneAreTold() {
    var any = new VipService.Backend("any", 1, VipService.Backend.ALL.selector());
    var v1 = divided(Map.of("v1", 1)).backends().getFirst();
    var pods =
        List.of(
            version("c", "10.0.0.3", "v2"),
            version("a", "10.0.0.1", "v1"),
            version("x", "10.0.0.4", "v1", p -> p.finished = true));

    var both = EndpointSet.select(withBackends(v1, any), pods, Family.IPV4, SURROUNDINGS);
    var one = EndpointSet.select(withBackends(v1), pods, Family.IPV4, SURROUNDINGS);

    assertThat(both.strays()).containsExactly(new EndpointSet.Stray("a", List.of("v1", "any")));
    assertThat(both.parts()).extracting(EndpointSet.Part::total).containsExactly(1, 1);
    assertThat(one.strays()).containsExactly(new EndpointSet.Stray("c", List.of()));
    assertThat(one.total()).isEqualTo(1);
  }

  @Test
  void eachFamilyHasItsOwnSet() {
    var pods =
        List.of(
            pod("a", "", p -> p.addresses = List.of("10.0.0.1", "fd00::1")),
            pod("b", "10.0.0.2"),
            pod("c", "fd00::3"));

    assertThat(addresses(pods, Family.IPV4)).containsExactly("10.0.0.1", "10.0.0.2");
    assertThat(addresses(pods, Family.IPV6)).containsExactly("fd00::1", "fd00::3");
  }

  private static List<String> addresses(List<Pod> pods, Family family) {
    return EndpointSet.select(service(), pods, family, SURROUNDINGS).usable().stream()
        .map(endpoint -> endpoint.address().toString())
        .toList();
  }

  /// What a pod was does not matter: its labels, address, node and readiness count as they are.
  @Test
  void aPodThatChangesIsTheEndpointThatItIsNow() {
    var before = pod("a", "10.0.0.1");
    record Change(String name, Pod after, String expected) {}
    var changes =
        List.of(
            new Change("labels", pod("a", "10.0.0.1", p -> p.labels = Map.of("app", "db")), ""),
            new Change("address", pod("a", "10.0.0.7"), "10.0.0.7 n1"),
            new Change("node", pod("a", "10.0.0.1", p -> p.node = "n2"), "10.0.0.1 n2"),
            new Change("readiness", pod("a", "10.0.0.1", p -> p.ready = false), ""),
            new Change("phase", pod("a", "10.0.0.1", p -> p.finished = true), ""),
            new Change("address gone", pod("a", "", p -> p.addresses = List.of()), ""));
    assertThat(endpoints(before)).isEqualTo("10.0.0.1 n1");
    for (var change : changes) {
      assertThat(endpoints(change.after())).as(change.name()).isEqualTo(change.expected());
    }
  }

  private static String endpoints(Pod pod) {
    var set = EndpointSet.select(service(), List.of(pod), Family.IPV4, SURROUNDINGS);
    return String.join(" ", set.usable().stream().map(e -> e.address() + " " + e.node()).toList());
  }

  private static VipService withBackends(VipService.Backend... backends) {
    var s = service();
    return new VipService(
        s.key(), s.uid(), 1, s.selector(), s.ports(), List.of(backends), s.addresses(), false);
  }

  private static Pod version(String name, String address, String version) {
    return version(name, address, version, draft -> {});
  }

  private static Pod version(String name, String address, String version, Given.Change change) {
    return pod(
        name,
        address,
        draft -> {
          draft.labels = Map.of("app", "web", "version", version);
          change.make(draft);
        });
  }

  private static Row row(String name, String usable, Pod... pods) {
    return rowOf(service(), name, usable, "", pods);
  }

  private static Row rowOf(
      VipService service, String name, String usable, String excluded, Pod... pods) {
    return new Row(name, service, List.of(pods), usable, excluded);
  }
}
