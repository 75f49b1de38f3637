// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.forwarding.Access;
import dev.fixpoint.forwarding.Capability;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Rules of access, with real packets: 10.96.0.1:80 leads to pod 3; pod 1, pod 2 and another
/// machine are its clients.
public abstract class AccessCase extends KernelCase {
  private static final Frontend FRONTEND = Sample.frontend("1:80");
  protected static final Set<Ip> POD_1 = Set.of(Ip.of("10.1.0.1"));
  private static final Set<Ip> POD_2 = Set.of(Ip.of("10.1.0.2"));
  protected static final Access FRONT = access(false);
  protected static final String REFUSED = "refused";
  private static final String DROPPED = "dropped";

  @BeforeAll
  void machines() throws Exception {
    net.serve("p3", 8080);
  }

  protected int replace(Map<Frontend, Forward> table, Set<Ip> clients) throws Exception {
    return replace(table, rules(clients));
  }

  protected void update(Map<Frontend, Forward> changed, Set<Ip> clients) throws Exception {
    update(changed, Set.of(), rules(clients));
  }

  @Test
  void onlyTheClientsOfTheRuleGetThrough() throws Exception {
    replace(table(FRONT), POD_1);

    assertThat(answer("p1")).isEqualTo("p3");
    assertThat(answer("p2")).isEqualTo(REFUSED);
    assertThat(answer(TestNet.PEER)).isEqualTo(REFUSED);
    assertThat(answer(TestNet.NODE)).isEqualTo(REFUSED);
  }

  @Test
  void withoutARuleEverybodyDoes() throws Exception {
    replace(Map.of(FRONTEND, Sample.forward("C")), POD_1);

    assertThat(answer("p2")).isEqualTo("p3");
    assertThat(answer(TestNet.PEER)).isEqualTo("p3");
  }

  @Test
  void whoIsDroppedSeesATimeOut() throws Exception {
    replace(table(access(true)), POD_1);

    assertThat(answer("p1")).isEqualTo("p3");
    assertThat(answer("p2")).isEqualTo(DROPPED);
  }

  @Test
  void blocksAdmitByAddress() throws Exception {
    replace(table(access(false, "10.1.0.0/31", "192.0.2.2", "10.1.0.4-10.1.0.9")), Set.of());

    assertThat(answer("p1")).isEqualTo("p3");
    assertThat(answer("p2")).isEqualTo(REFUSED);
    assertThat(answer(TestNet.PEER)).isEqualTo("p3");
    update(table(access(false, "10.1.0.2/31", "10.1.0.4-10.1.0.9")), Set.of());
    assertThat(answer("p1")).isEqualTo(REFUSED);
    assertThat(answer("p2")).isEqualTo("p3");
    assertThat(answer(TestNet.PEER)).isEqualTo(REFUSED);
  }

  @Test
  void thePortOfTheServiceIsWhatTheRuleIsAbout() throws Exception {
    var table = new TreeMap<>(table(FRONT));
    table.put(Sample.frontend("1:81"), Sample.forward("C"));
    replace(table, POD_1);

    assertThat(answer("p2", 81)).isEqualTo("p3");
    assertThat(answer("p2", 80)).isEqualTo(REFUSED);
    assertThat(answer("p1", 82)).isEqualTo(REFUSED);
  }

  @Test
  void clientsComeAndGoAndWhatIsEstablishedGoesOn() throws Exception {
    replace(table(FRONT), POD_1);
    try (var established = net.connect("p1", VIP, 80)) {
      assertThat(TestNet.line(established)).startsWith("p3");

      update(Map.of(), POD_2);

      assertThat(answer("p1")).isEqualTo(REFUSED);
      assertThat(answer("p2")).isEqualTo("p3");
      assertThat(repeats(established)).isTrue();
    }
  }

  @Test
  void aRuleThatComesHoldsAtOnceAndOneThatGoesOpens() throws Exception {
    replace(Map.of(FRONTEND, Sample.forward("C")), POD_1);
    try (var established = net.connect("p2", VIP, 80)) {
      assertThat(TestNet.line(established)).startsWith("p3");

      update(table(FRONT), POD_1);
      assertThat(answer("p2")).isEqualTo(REFUSED);
      assertThat(repeats(established)).isTrue();

      update(Map.of(FRONTEND, Sample.forward("C")), POD_1);
      assertThat(answer("p2")).isEqualTo("p3");
    }
  }

  @Test
  void anAuditRemembersWhoWasAdmittedAndWhoWasNot() throws Exception {
    needs(Capability.Audit);
    replace(table(FRONT), POD_1);
    for (int i = 0; i < 3; i++) {
      assertThat(answer("p2")).isEqualTo(REFUSED);
    }
    assertThat(answer("p1")).isEqualTo("p3");

    var contacts = net.in(TestNet.NODE, () -> dataplane.contacts());

    assertThat(contacts)
        .extracting(
            c -> c.client() + " " + c.frontend() + " " + c.admitted() + " " + c.connections())
        .containsExactlyInAnyOrder(
            "10.1.0.2 10.96.0.1:80/TCP false 3", "10.1.0.1 10.96.0.1:80/TCP true 1");
    assertThat(contacts).allMatch(contact -> contact.ago().toMinutes() < 10);
  }

  @Test
  void aRestartChangesNothing() throws Exception {
    var table = new TreeMap<>(table(access(true, "192.0.2.2/32", "10.20.0.0/16")));
    table.put(Sample.frontend("2:80"), Sample.forward("C").admitting(Optional.of(FRONT)));
    replace(table, POD_1);
    var before = backend().held(net);

    assertThat(replace(table, POD_1)).isZero();
    assertThat(backend().held(net)).isEqualTo(before);
  }

  /// A client that is admitted before and after each change never meets a gap, and one that never
  /// is never gets through.
  @Test
  void noChangeOpensOrClosesMoreThanItSays() throws Exception {
    var both = Stream.of(POD_1, POD_2).flatMap(Set::stream).collect(Collectors.toSet());
    replace(table(FRONT), POD_1);
    var done = new AtomicBoolean();
    var failure = new AtomicReference<Exception>();
    var changes =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    for (int i = 0; i < changes(); i += 10) {
                      update(table(FRONT), POD_1);
                      update(table(access(false, "10.1.0.0/31")), both);
                      update(Map.of(), POD_1);
                      update(Map.of(FRONTEND, Sample.forward("C")), POD_1);
                    }
                  } catch (Exception e) {
                    failure.set(e);
                  } finally {
                    done.set(true);
                  }
                });
    int asked = 0;
    while (!done.get()) {
      assertThat(answer("p1")).isEqualTo("p3");
      asked++;
    }
    changes.join();
    assertThat(failure.get()).isNull();
    assertThat(asked).isPositive();
  }

  private static NodeRules rules(Set<Ip> clients) {
    return NodeRules.NONE.withClients(Map.of("front", clients));
  }

  protected static Map<Frontend, Forward> table(Access access) {
    return Map.of(FRONTEND, Sample.forward("C").admitting(Optional.of(access)));
  }

  private static Access access(boolean drop, String... ranges) {
    var list = Stream.of(ranges).map(text -> IpRange.parse(text).orElseThrow()).toList();
    return new Access(List.of("front"), list, drop, true);
  }

  protected String answer(String from) throws Exception {
    return answer(from, 80);
  }

  private String answer(String from, int port) throws Exception {
    try {
      return net.ask(from, VIP, port).split(" ")[0];
    } catch (ConnectException e) {
      return REFUSED;
    } catch (SocketTimeoutException e) {
      return DROPPED;
    }
  }
}
