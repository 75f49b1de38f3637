// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.ipam.Allotment;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Decision;
import dev.fixpoint.status.Finding;
import dev.fixpoint.status.Reason;
import dev.fixpoint.status.Refusal;
import dev.fixpoint.status.Rollout;
import dev.fixpoint.status.Rollout.Absent;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ServiceFindingsTest {
  private static final Ip VIP = Ip.of("10.96.0.1");

  record Row(String name, Decision decision, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> decisions() {
    return Stream.of(
        new Row("kept", new Decision.Kept(VIP), "True Allocated: holds 10.96.0.1"),
        new Row("granted", new Decision.Granted(VIP, "p"), "True Allocated: holds 10.96.0.1"),
        new Row(
            "regained",
            new Decision.Regained(
                new Claim(VIP, "virtualservices.fixpoint.dev shop/web", "shop", "u0")),
            "True Allocated: holds 10.96.0.1"),
        new Row(
            "exhausted: the pool, its size, two ways out",
            new Decision.Exhausted(List.of("p"), 2),
            "False PoolExhausted: all 2 addresses of pool p are in use: add a range, or delete a"
                + " VirtualService"),
        new Row(
            "exhausted: all pools that were tried",
            new Decision.Exhausted(List.of("p", "q"), 9),
            "False PoolExhausted: all 9 addresses of pools p, q are in use: add a range, or delete"
                + " a VirtualService"),
        new Row(
            "taken by somebody who may be named",
            new Decision.Taken(VIP, "services shop/old"),
            "False AddressInUse: 10.96.0.1 is held by services shop/old: ask for another address"),
        new Row(
            "taken by somebody in another namespace",
            new Decision.Taken(VIP, "in use"),
            "False AddressInUse: 10.96.0.1 is in use: ask for another address"),
        new Row(
            "out of range",
            new Decision.OutOfRange(VIP, List.of("p", "q")),
            "False AddressOutOfRange: 10.96.0.1 is not in pools p, q: ask for another address or"
                + " another pool"),
        new Row(
            "reserved",
            new Decision.Reserved(VIP, "p"),
            "False AddressReserved: 10.96.0.1 is reserved in pool p: ask for another address"),
        new Row(
            "no such pool, but others",
            new Decision.NoSuchPool("x", List.of("p", "q")),
            "False PoolNotFound: there is no AddressPool x; there is p, q"),
        new Row(
            "no such pool, and no other",
            new Decision.NoSuchPool("x", List.of()),
            "False PoolNotFound: there is no AddressPool x; there is none"),
        new Row(
            "the pool is not for it",
            new Decision.NotAllowed("p", "is for use LoadBalancer"),
            "False PoolNotAllowed: AddressPool p is for use LoadBalancer: name another pool, or"
                + " none"),
        new Row(
            "the pool is in conflict",
            new Decision.PoolConflict("p", "10.96.0.1 is also in the older pool q: change one"),
            "False PoolConflict: AddressPool p: 10.96.0.1 is also in the older pool q: change one"),
        new Row(
            "no pool",
            new Decision.NoPool("IPv4"),
            "False NoPool: no AddressPool has IPv4 addresses: create one"));
  }

  @ParameterizedTest
  @MethodSource("decisions")
  void explainsEachDecision(Row row) {
    var finding = ServiceFindings.allocated(row.decision());

    assertThat(text(finding)).isEqualTo("Allocated=" + row.expected());
    var part = new Allotment.Part(Family.IPV4, row.decision(), Optional.empty());
    assertThat(part.isRefused()).isEqualTo(!finding.holds());
  }

  @Test
  void tellsOfBothFamiliesTogether() {
    var v4 = part(Family.IPV4, new Decision.Kept(VIP));
    var v6 = part(Family.IPV6, new Decision.Granted(Ip.of("fd00::1"), "p"));
    var none = part(Family.IPV6, new Decision.Exhausted(List.of("six"), 3));

    assertThat(text(ServiceFindings.allocated(new Allotment(List.of(v4, v6), true, List.of()))))
        .isEqualTo("Allocated=True Allocated: holds 10.96.0.1 and fd00::1");
    assertThat(text(ServiceFindings.allocated(new Allotment(List.of(v4, none), false, List.of()))))
        .isEqualTo(
            "Allocated=True Allocated: holds 10.96.0.1, and no IPv6 address: all 3 addresses of"
                + " pool six are in use: add a range, or delete a VirtualService");
    assertThat(text(ServiceFindings.allocated(new Allotment(List.of(v4, none), true, List.of()))))
        .isEqualTo(
            "Allocated=False PoolExhausted: needs both families, and gets no IPv6 address: all 3"
                + " addresses of pool six are in use: add a range, or delete a VirtualService");
  }

  @Test
  @DisplayName("T5: an address that no pool has any more is held, and told")
  void tellsOfAnAddressThatIsOutOfRange() {
    var part = new Allotment.Part(Family.IPV4, new Decision.Kept(VIP), Optional.empty(), true);

    assertThat(text(ServiceFindings.allocated(new Allotment(List.of(part), false, List.of()))))
        .isEqualTo(
            "Allocated=True OutOfRange: holds 10.96.0.1, which is in no AddressPool any more: have"
                + " it added to spec.ranges of one, or ask for another address in spec.addresses");
  }

  private static Allotment.Part part(Family family, Decision decision) {
    return new Allotment.Part(family, decision, Optional.empty());
  }

  @Test
  void everyKindOfDecisionIsExplained() {
    var explained = decisions().map(row -> (Object) row.decision().getClass());
    assertThat(explained).contains((Object[]) Decision.class.getPermittedSubclasses());
  }

  record Progress(String name, Rollout rollout, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Progress> rollouts() {
    return Stream.of(
        new Progress("no intent yet", null, "False NotAllocated: there is no address to route yet"),
        new Progress(
            "no agent at all: where to look",
            new Rollout(0, 0, List.of(), "", List.of()),
            "False NoLiveNodes: no agent reports: see kubectl get noderoutings"),
        new Progress(
            "everywhere",
            new Rollout(3, 3, List.of(), "", List.of()),
            "True Programmed: all 3 live nodes route this revision"),
        new Progress(
            "everywhere but where nobody knows: names these nodes",
            new Rollout(3, 3, List.of(), "", silent("n4", "n5", "n6", "n7", "n8")),
            "True Programmed: all 3 live nodes route this revision; not counted: n4 (its agent is"
                + " silent), n5 (its agent is silent), n6 (its agent is silent) and 2 more"),
        new Progress(
            "somewhere: names the nodes",
            new Rollout(1, 3, List.of("n2", "n3"), "", List.of()),
            "False Pending: 1 of 3 live nodes route this revision; waiting for n2, n3"),
        new Progress(
            "a node refuses: in the kernel's words",
            new Rollout(2, 3, List.of("n3"), "node n3: too many elements", List.of()),
            "False NodeFailed: 2 of 3 live nodes route this revision; waiting for n3; node n3: too"
                + " many elements"),
        new Progress(
            "a backend that cannot do what is asked: what it can",
            new Rollout(
                2, 3, List.of("n3"), "node n3: " + Refusal.unsupported("use Random"), List.of()),
            "False BackendUnsupported: 2 of 3 live nodes route this revision; waiting for n3; node"
                + " n3: BackendUnsupported: use Random"));
  }

  private static List<Absent> silent(String... names) {
    return Stream.of(names).map(name -> new Absent(name, "its agent is silent")).toList();
  }

  @ParameterizedTest
  @MethodSource("rollouts")
  void tellsHowFarItIs(Progress row) {
    assertThat(text(ServiceFindings.programmed(Optional.ofNullable(row.rollout()))))
        .isEqualTo("Programmed=" + row.expected());
  }

  @Test
  void aSpecThatIsRefusedSaysAllThatIsWrongAndPromisesNothing() {
    var findings = ServiceFindings.refused(List.of("spec.a: x", "spec.b: y"));

    assertThat(findings)
        .extracting(ServiceFindingsTest::text)
        .containsExactly(
            "Accepted=False Invalid: spec.a: x; spec.b: y",
            "Programmed=Unknown NotCalculated: waits for a spec that is accepted",
            "Ready=False Invalid: spec.a: x; spec.b: y");
  }

  @Test
  void readyWhenAllHold() {
    var all =
        List.of(ServiceFindings.accepted(), ServiceFindings.allocated(new Decision.Kept(VIP)));

    assertThat(text(ServiceFindings.ready(all)))
        .isEqualTo("Ready=True Ready: the address answers on every live node");
  }

  @Test
  void elseTheFirstThatDoesNotInTheOrderOfTheFlow() {
    var findings =
        List.of(
            ServiceFindings.accepted(),
            Finding.unknown("Allocated", Reason.NotCalculated, "who knows"),
            Finding.no("Programmed", Reason.Pending, "later"));

    assertThat(text(ServiceFindings.ready(findings)))
        .isEqualTo("Ready=False NotCalculated: Allocated: who knows");
  }

  private static String text(Finding finding) {
    return "%s=%s %s: %s"
        .formatted(finding.type(), finding.status(), finding.reason(), finding.message());
  }
}
