// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.access.Admission;
import dev.fixpoint.access.Admission.Client;
import dev.fixpoint.access.Clients;
import dev.fixpoint.access.Clients.Space;
import dev.fixpoint.access.Shard;
import dev.fixpoint.api.v1alpha1.AddressSet;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Intent.Admitted;
import dev.fixpoint.vip.Access;
import dev.fixpoint.vip.ClientSelector;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Selector;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The semantics of peers are those of NetworkPolicy.
class AccessWireTest {
  private static final Ip CLIENT = Ip.of("10.1.0.7");

  /// @param peers of a VirtualService in namespace shop
  /// @param client `namespace labels / pod labels`
  record Row(String name, String peers, Client client, boolean admitted) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    var webFront = pod("web", Map.of("team", "web"), Map.of("app", "front"));
    var shopFront = pod("shop", Map.of("team", "shop"), Map.of("app", "front"));
    return Stream.of(
        yes(
            "a pod selector alone: in its own namespace",
            "{podSelector: {matchLabels: {app: front}}}",
            shopFront),
        no(
            "a pod selector alone: in no other namespace",
            "{podSelector: {matchLabels: {app: front}}}",
            webFront),
        no(
            "a pod selector alone: other labels",
            "{podSelector: {matchLabels: {app: back}}}",
            shopFront),
        yes("an empty pod selector: all of its own namespace", "{podSelector: {}}", shopFront),
        no("an empty pod selector: nobody of another namespace", "{podSelector: {}}", webFront),
        yes(
            "a namespace selector alone: all pods there",
            "{namespaceSelector: {matchLabels: {team: web}}}",
            webFront),
        no(
            "a namespace selector alone: not even its own namespace",
            "{namespaceSelector: {matchLabels: {team: web}}}",
            shopFront),
        yes("an empty namespace selector: all pods", "{namespaceSelector: {}}", webFront),
        yes(
            "both: both must match",
            "{namespaceSelector: {matchLabels: {team: web}}, podSelector: {matchLabels: {app: front}}}",
            webFront),
        no(
            "both: the pod does not match",
            "{namespaceSelector: {matchLabels: {team: web}}, podSelector: {matchLabels: {app: back}}}",
            webFront),
        no(
            "both: the namespace does not match",
            "{namespaceSelector: {matchLabels: {team: ops}}, podSelector: {matchLabels: {app: front}}}",
            webFront),
        yes(
            "both, all namespaces",
            "{namespaceSelector: {}, podSelector: {matchLabels: {app: front}}}",
            webFront),
        yes(
            "expressions",
            "{podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [back]}]}}",
            shopFront),
        yes(
            "two peers: one is enough",
            "{podSelector: {matchLabels: {app: back}}}, {namespaceSelector: {matchLabels: {team: web}}}",
            webFront),
        yes("a block", "{ipBlock: {cidr: 10.1.0.0/16}}", webFront),
        no("a block beside it", "{ipBlock: {cidr: 10.2.0.0/16}}", webFront),
        no(
            "a part of a block that is excepted",
            "{ipBlock: {cidr: 10.1.0.0/16, except: [10.1.0.0/24]}}",
            webFront),
        yes(
            "excepted here, admitted by another",
            "{ipBlock: {cidr: 10.1.0.0/16, except: [10.1.0.0/24]}}, {ipBlock: {cidr: 10.1.0.7/32}}",
            webFront));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theAnswerAndWhatTheNodesGetAgree(Row row) {
    var access = AccessWire.parse(service("from: [" + row.peers() + "]")).value().orElseThrow();

    assertThat(Admission.of(access, row.client()).admitted()).isEqualTo(row.admitted());
    assertThat(admittedByNodes(access.orElseThrow(), row.client())).isEqualTo(row.admitted());
  }

  /// As the operator fills the sets and the nodes read the intent.
  private static boolean admittedByNodes(Access access, Client client) {
    var admitted = Admitted.of(access);
    var space =
        new Space(
            client.namespace(), client.namespaceLabels(), List.of(client.pod().orElseThrow()));
    var addresses = new HashSet<Ip>();
    for (var selector : access.selectors()) {
      assertThat(admitted.sets()).contains(selector.setName());
      addresses.addAll(Clients.of(selector, List.of(space), (ip, pod) -> client.foreign()));
    }
    return addresses.contains(CLIENT)
        || admitted.ranges().stream().anyMatch(range -> range.contains(CLIENT));
  }

  @Test
  void aPodWithTheAddressOfItsNodeIsAdmittedByABlockAlone() {
    var host =
        new Client("shop", Map.of(), pod("shop", Map.of(), Map.of()).pod(), List.of(CLIENT), true);
    var everybody = access("from: [{namespaceSelector: {}}]");
    var block = access("from: [{namespaceSelector: {}}, {ipBlock: {cidr: 10.1.0.7/32}}]");

    assertThat(Admission.of(Optional.of(everybody), host).why()).contains("add an ipBlock");
    assertThat(admittedByNodes(everybody, host)).isFalse();
    assertThat(Admission.of(Optional.of(block), host).peer()).isEqualTo(1);
  }

  @Test
  void aPodThatHasFinishedIsNoClient() {
    var client = pod("shop", Map.of(), Map.of("app", "front"), "Succeeded");

    assertThat(admittedByNodes(access("from: [{podSelector: {}}]"), client)).isFalse();
  }

  @Test
  void withoutARuleTheWholeClusterMayConnect() {
    var resource = service("from: [{podSelector: {}}]");
    resource.getSpec().setAccess(null);

    var access = AccessWire.parse(resource).value().orElseThrow();

    assertThat(access).isEmpty();
    assertThat(Admission.of(access, pod("web", Map.of(), Map.of())).admitted()).isTrue();
  }

  @Test
  void anEmptyListIsRefusedRatherThanGuessed() {
    assertThat(AccessWire.parse(service("from: []")).problems())
        .containsExactly(
            "spec.access.from: needs at least one peer; leave spec.access out to admit all");
  }

  @Test
  void whatCannotBeReadIsNamedByItsField() {
    var parsed =
        AccessWire.parse(service("from: [{}, {ipBlock: {cidr: 10.1.0.7, except: [x/8]}}]"));

    assertThat(parsed.problems())
        .containsExactly(
            "spec.access.from[0]: needs a namespaceSelector, a podSelector or an ipBlock",
            "spec.access.from[1].ipBlock.cidr: 10.1.0.7 is no CIDR block such as 10.20.0.0/16",
            "spec.access.from[1].ipBlock.except: x/8 is no CIDR block such as 10.20.0.0/16");
  }

  @Test
  void whatOneAsksForInAnotherOrderIsTheSameSet() {
    var one = access("from: [{podSelector: {matchLabels: {a: '1', b: '2'}}}]");
    var other =
        access(
            "from: [{podSelector: {matchExpressions: [{key: b, operator: In, values: ['2', '2']},"
                + " {key: a, operator: In, values: ['1']}]}}]");

    assertThat(one.selectors()).isEqualTo(other.selectors());
    assertThat(Admitted.of(one).sets()).isEqualTo(Admitted.of(other).sets()).hasSize(1);
  }

  @Test
  void differentSelectorsAreDifferentSets() {
    var peers =
        List.of(
            "{podSelector: {}}",
            "{namespaceSelector: {}}",
            "{podSelector: {matchLabels: {a: b}}}",
            "{namespaceSelector: {matchLabels: {a: b}}}",
            "{namespaceSelector: {}, podSelector: {matchLabels: {a: b}}}",
            "{podSelector: {matchExpressions: [{key: a, operator: NotIn, values: [b]}]}}",
            "{podSelector: {matchExpressions: [{key: a, operator: In, values: [b, c]}]}}",
            "{podSelector: {matchExpressions: [{key: a, operator: Exists}]}}");
    var names = new HashSet<String>();
    for (var peer : peers) {
      names.addAll(Admitted.of(access("from: [" + peer + "]")).sets());
    }

    assertThat(names).hasSize(peers.size());
    assertThat(names).allMatch(name -> name.matches("clients-[0-9a-f]{32}"));
  }

  @Test
  void blocksBecomeDisjointRanges() {
    var access =
        access(
            "from: [{ipBlock: {cidr: 10.0.0.0/24, except: [10.0.0.128/25]}},"
                + " {ipBlock: {cidr: 10.0.0.64/26}}, {ipBlock: {cidr: fd00::/64}}]");

    assertThat(access.ranges().stream().map(Object::toString))
        .containsExactly("10.0.0.0-10.0.0.127", "fd00::-fd00::ffff:ffff:ffff:ffff");
  }

  @Test
  void theRestOfTheRule() {
    var access = access("from: [{podSelector: {}}], onDeny: Drop, audit: true, protectPods: true");

    assertThat(access.drop()).isTrue();
    assertThat(access.audit()).isTrue();
    assertThat(access.protectPods()).isTrue();
    assertThat(access("from: [{podSelector: {}}]").drop()).isFalse();
  }

  @Test
  void anIntentKeepsItOnItsWayThroughTheApi() {
    var admitted =
        Admitted.of(
            access(
                "from: [{podSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8}}, {ipBlock: {cidr:"
                    + " fd00::/64}}], onDeny: Drop, audit: true"));
    var intent =
        new Intent(new Key("shop", "web"), "u1", List.of(), List.of(), List.of())
            .admitting(Optional.of(admitted));

    assertThat(IntentWire.parse(Yaml.sent(IntentWire.print(intent, 1))).value()).contains(intent);
  }

  @Test
  void aSetKeepsItsAddressesOnItsWayThroughTheApi() {
    var selector = access("from: [{podSelector: {matchLabels: {app: front}}}]").selectors();
    var shard = new Shard(selector.getFirst().setName(), 2, 3, Set.of(CLIENT, Ip.of("fd00::7")));

    var sent = Yaml.sent(AddressSetWire.print(shard, selector.getFirst()));

    assertThat(AddressSetWire.parse(sent).value()).contains(shard);
    assertThat(sent.getMetadata().getName()).isEqualTo(shard.set() + "-2");
    assertThat(sent.getSpec().getClients()).isEqualTo("pods app=front in namespace shop");
    assertThat(sent.getSpec().getCount()).isEqualTo(2);
  }

  static Stream<Consumer<AddressSet>> tampered() {
    return Stream.of(
        set -> set.getMetadata().setName("clients-1-3"),
        set -> set.getSpec().setSet("clients-2"),
        set -> set.getSpec().setShards(0),
        set -> set.getSpec().setShards(null),
        set -> set.getSpec().setAddresses(List.of("10.0.0.1", "drop table")),
        set -> set.setSpec(null));
  }

  @ParameterizedTest
  @MethodSource("tampered")
  void aSetThatIsNotSoundIsNotRead(Consumer<AddressSet> tamper) {
    var clients = ClientSelector.across(Selector.ALL, Selector.ALL);
    var set = AddressSetWire.print(new Shard("clients-1", 0, 1, Set.of(CLIENT)), clients);
    tamper.accept(set);

    assertThat(AddressSetWire.parse(set).value()).isEmpty();
  }

  @Test
  void theNetworkPolicyHasTheSamePeers() {
    var service =
        service(
            "from: [{podSelector: {}}, {namespaceSelector: {matchLabels: {team: web}}, podSelector:"
                + " {matchExpressions: [{key: app, operator: In, values: [front]}]}}, {ipBlock:"
                + " {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}], protectPods: true");
    var expected =
        """
        {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy,
         metadata: {namespace: shop, name: web-fixpoint,
           labels: {fixpoint.dev/virtual-service: web, fixpoint.dev/owner-uid: u1},
           ownerReferences: [{apiVersion: fixpoint.dev/v1alpha1, kind: VirtualService, name: web,
             uid: u1, controller: true}]},
         spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress], ingress: [{from: [
           {podSelector: {}},
           {namespaceSelector: {matchLabels: {team: web}}, podSelector: {matchExpressions: [
             {key: app, operator: In, values: [front]}]}},
           {ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]}]}}
        """;

    assertThat(Yaml.sent(PolicyWire.print(service)))
        .isEqualTo(Yaml.sent(Yaml.read(expected, NetworkPolicy.class)));
    assertThat(PolicyWire.isOf(PolicyWire.print(service), service)).isTrue();
  }

  private static Access access(String spec) {
    return AccessWire.parse(service(spec)).value().orElseThrow().orElseThrow();
  }

  private static VirtualService service(String access) {
    var yaml =
        """
        {apiVersion: fixpoint.dev/v1alpha1, kind: VirtualService,
         metadata: {namespace: shop, name: web, uid: u1, generation: 3},
         spec: {selector: {matchLabels: {app: web}}, ports: [{port: 80}], access: {%s}}}
        """
            .formatted(access);
    return Yaml.read(yaml, VirtualService.class);
  }

  private static Row yes(String name, String peers, Client client) {
    return new Row(name, peers, client, true);
  }

  private static Row no(String name, String peers, Client client) {
    return new Row(name, peers, client, false);
  }

  private static Client pod(String namespace, Map<String, String> labels, Map<String, String> pod) {
    return pod(namespace, labels, pod, "Running");
  }

  private static Client pod(
      String namespace, Map<String, String> labels, Map<String, String> pod, String phase) {
    var resource =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName("p")
            .withUid("u")
            .withLabels(pod)
            .endMetadata()
            .withNewStatus()
            .withPhase(phase)
            .addNewPodIP()
            .withIp(CLIENT.toString())
            .endPodIP()
            .endStatus()
            .build();
    return new Client(
        namespace, labels, Optional.of(PodWire.parse(resource)), List.of(CLIENT), false);
  }
}
