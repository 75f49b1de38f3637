// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.endpoints.Endpoint;
import dev.fixpoint.endpoints.EndpointSet;
import dev.fixpoint.endpoints.EndpointSet.Excluded;
import dev.fixpoint.endpoints.EndpointSet.Part;
import dev.fixpoint.endpoints.EndpointSet.Stray;
import dev.fixpoint.vip.AddressWish;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import dev.fixpoint.vip.Selector;
import dev.fixpoint.vip.Selector.Operator;
import dev.fixpoint.vip.Selector.Requirement;
import dev.fixpoint.vip.VipService;
import dev.fixpoint.vip.VipService.Backend;
import dev.fixpoint.vip.VipService.Port;
import dev.fixpoint.vip.VipService.TargetPort;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What EndpointsReady says of the pods of `shop/web`, with a named and a numbered target port.
class EndpointFindingsTest {
  private static final VipService SERVICE =
      new VipService(
          new Key("shop", "web"),
          "u1",
          1,
          new Selector(List.of(new Requirement("app", Operator.In, List.of("web")))),
          List.of(
              new Port("http", Protocol.TCP, 80, new TargetPort.Named("http")),
              new Port("raw", Protocol.TCP, 81, new TargetPort.Number(9000))),
          List.of(Backend.ALL),
          AddressWish.ANY,
          false);

  record Row(String name, List<Endpoint> endpoints, List<Excluded> excluded, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    var noIp = new Excluded("x", "has no IP yet");
    return Stream.of(
        new Row(
            "no pod: names selector and namespace",
            List.of(),
            List.of(),
            "False NoMatchingPods: the selector app=web matches no pod in namespace shop"),
        new Row(
            "all ready",
            List.of(ready("a"), ready("b")),
            List.of(),
            "True EndpointsReady: 2 of 2 pods are ready"),
        new Row(
            "some ready: names the others",
            List.of(ready("a"), unready("b"), leaving("c")),
            List.of(noIp),
            "True EndpointsReady: 1 of 4 pods are ready: x has no IP yet, b is not ready, c is terminating"),
        new Row(
            "none ready",
            List.of(unready("b")),
            List.of(),
            "False NoReadyPods: 0 of 1 pods are ready: b is not ready"),
        new Row(
            "only terminating ones, which serve as the last resort",
            List.of(leaving("c")),
            List.of(),
            "False NoReadyPods: 0 of 1 pods are ready: c is terminating"),
        new Row(
            "pods that are excluded are pods",
            List.of(),
            List.of(noIp),
            "False NoReadyPods: 0 of 1 pods are ready: x has no IP yet"),
        new Row(
            "three are named, the others counted",
            List.of(unready("a"), unready("b"), unready("c"), unready("d"), unready("e")),
            List.of(),
            "False NoReadyPods: 0 of 5 pods are ready: a is not ready, b is not ready, c is not"
                + " ready and 2 more"),
        new Row(
            "no ready pod has the named port: what to name, and where",
            List.of(lacking("a"), lacking("b")),
            List.of(),
            "False NoReadyPods: no ready pod has a TCP container port named http, which port 80 asks for"),
        new Row(
            "one ready pod with the named port is enough",
            List.of(ready("a"), lacking("b")),
            List.of(),
            "True EndpointsReady: 2 of 2 pods are ready"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void tells(Row row) {
    var part = new Part(Backend.ALL, row.endpoints(), row.excluded());

    var finding = EndpointFindings.of(SERVICE, List.of(new EndpointSet(List.of(part), List.of())));

    assertThat("%s %s: %s".formatted(finding.status(), finding.reason(), finding.message()))
        .isEqualTo(row.expected());
  }

  /// @param weights of the backends stable and canary
  record Divided(
      String name,
      int stableWeight,
      int canaryWeight,
      List<Endpoint> stable,
      List<Endpoint> canary,
      List<Stray> strays,
      String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Divided> dividedRows() {
    var both = new Stray("x", List.of("stable", "canary"));
    var none = new Stray("y", List.of());
    return Stream.of(
        new Divided(
            "pods of both",
            95,
            5,
            List.of(ready("a")),
            List.of(ready("b")),
            List.of(),
            "True EndpointsReady: 2 of 2 pods are ready"),
        new Divided(
            "a backend without ready pods is named",
            95,
            5,
            List.of(ready("a")),
            List.of(unready("b")),
            List.of(),
            "True EndpointsReady: 1 of 2 pods are ready: b is not ready; no pod of backend canary"
                + " is ready, the others take its share"),
        new Divided(
            "pods of two backends or none are named",
            95,
            5,
            List.of(ready("a")),
            List.of(ready("b")),
            List.of(both, none),
            "True EndpointsReady: 2 of 2 pods are ready: x matches the backends stable, canary and"
                + " counts for the first, y belongs to no backend"),
        new Divided(
            "pods, but of no backend",
            95,
            5,
            List.of(),
            List.of(),
            List.of(none),
            "False NoMatchingPods: the selector app=web matches pods in namespace shop, but no"
                + " backend's selector does: y"),
        new Divided(
            "ready pods of a backend without weight don't count",
            1,
            0,
            List.of(unready("a")),
            List.of(ready("b")),
            List.of(),
            "False NoReadyPods: 1 of 2 pods are ready, none of them of a backend with weight: a is"
                + " not ready"),
        new Divided(
            "no weight at all",
            0,
            0,
            List.of(ready("a")),
            List.of(),
            List.of(),
            "False NoWeight: all backends have weight 0: give one more to send it traffic"));
  }

  @ParameterizedTest
  @MethodSource("dividedRows")
  void tellsOfBackends(Divided row) {
    var stable = new Backend("stable", row.stableWeight(), Backend.ALL.selector());
    var canary = new Backend("canary", row.canaryWeight(), Backend.ALL.selector());
    var service =
        new VipService(
            SERVICE.key(),
            "u1",
            1,
            SERVICE.selector(),
            SERVICE.ports(),
            List.of(stable, canary),
            AddressWish.ANY,
            false);
    var parts =
        List.of(
            new Part(stable, row.stable(), List.of()), new Part(canary, row.canary(), List.of()));

    var finding = EndpointFindings.of(service, List.of(new EndpointSet(parts, row.strays())));

    assertThat("%s %s: %s".formatted(finding.status(), finding.reason(), finding.message()))
        .isEqualTo(row.expected());
  }

  private static Endpoint ready(String pod) {
    return endpoint(pod, 8080, true, true, false);
  }

  private static Endpoint lacking(String pod) {
    return endpoint(pod, 0, true, true, false);
  }

  private static Endpoint unready(String pod) {
    return endpoint(pod, 8080, false, false, false);
  }

  private static Endpoint leaving(String pod) {
    return endpoint(pod, 8080, false, true, true);
  }

  private static Endpoint endpoint(
      String pod, int http, boolean ready, boolean serving, boolean terminating) {
    return new Endpoint(
        pod,
        "uid-" + pod,
        Ip.of("10.0.0.1"),
        "n1",
        "",
        List.of(http, 9000),
        ready,
        serving,
        terminating);
  }
}
