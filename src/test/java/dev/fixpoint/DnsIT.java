// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.CoreDns;
import dev.fixpoint.kit.SimPod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The name of a VirtualService, as a pod gets it from a real CoreDNS.
class DnsIT extends ShopCase {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String POOL =
      """
      apiVersion: fixpoint.dev/v1alpha1
      kind: AddressPool
      metadata: {name: named}
      spec: {ranges: [10.97.53.0/24, "fd00:97:53::/112"]}
      """;
  private static final String DUAL =
      "addresses: {pool: named, families: [IPv4, IPv6], policy: RequireDualStack}";

  private CoreDns dns;
  private SimPod client;

  DnsIT() {
    super(ONE_OPERATOR, "d1");
  }

  @BeforeAll
  void startDns() {
    cluster.kubectlWithInput(POOL, "apply", "-f", "-").orThrow("the pool");
    dns = CoreDns.start(fleet.node("d1"));
    dns.awaitReady();
  }

  @AfterAll
  void stopDns() {
    if (dns != null) {
      dns.close();
    }
    cluster.kubectl("delete", "apool", "named", "--wait=false");
  }

  @BeforeEach
  void enter() {
    client = shop.client("d1");
    fleet.node("d1").podBuilder(shop.namespace(), "web-0", Map.of("app", "web")).create();
  }

  @Test
  void aPodFindsTheAddressesByEachFormOfTheName() {
    shop.apply("web", DUAL);
    shop.await("web", "Published", "True");
    var v4 = shop.address("web");
    var v6 = shop.kubectl("get", "vsvc", "web", "-o", "jsonpath={.status.addresses[1]}");

    for (var name : List.of("web", "web." + shop.namespace(), name("web"))) {
      await(name + " is " + v4, () -> resolved("ahostsv4", name).equals(List.of(v4)));
      await(name + " is " + v6, () -> resolved("ahostsv6", name).equals(List.of(v6)));
    }
    assertThat(dns.records(client, "A", name("web"))).containsExactly(v4);
    assertThat(dns.records(client, "AAAA", name("web"))).hasSize(1);

    shop.delete("web");
    await("the name is gone", () -> resolved("ahostsv4", "web").isEmpty());
  }

  @Test
  void aNamedPortHasARecordThatLeadsToTheAddress() {
    shop.apply("web");
    var named = "[{\"op\": \"add\", \"path\": \"/spec/ports/0/name\", \"value\": \"http\"}]";
    shop.kubectl("patch", "vsvc", "web", "--type=json", "-p", named);
    shop.await("web", "Published", "True");

    var service = "_http._tcp." + name("web");
    await("the record is there", () -> dns.records(client, "SRV", service).size() == 1);

    var record = dns.records(client, "SRV", service).getFirst().split(" ");
    assertThat(record[2]).as("its port").isEqualTo("80");
    var target = record[3].replaceFirst("\\.$", "");
    assertThat(target).endsWith("." + name("web"));
    assertThat(resolved("ahostsv4", target)).containsExactly(shop.address("web"));
  }

  @Test
  void withoutDnsThereIsNoNameUntilItIsWanted() {
    shop.apply("web", "dns: false");
    shop.awaitReady("web");
    assertThat(resolved("ahostsv4", "web")).isEmpty();

    shop.kubectl("patch", "vsvc", "web", "--type=merge", "-p", "{\"spec\": {\"dns\": true}}");
    var address = shop.address("web");
    await("the name is there", () -> resolved("ahostsv4", "web").equals(List.of(address)));

    shop.kubectl("patch", "vsvc", "web", "--type=merge", "-p", "{\"spec\": {\"dns\": false}}");
    await("the name is gone", () -> resolved("ahostsv4", "web").isEmpty());
  }

  private String name(String service) {
    return service + "." + shop.namespace() + ".svc.cluster.local";
  }

  /// What `getaddrinfo` gives a program in the pod.
  private List<String> resolved(String database, String name) {
    return dns.in(client, "getent", "--no-addrconfig", database, name)
        .out()
        .lines()
        .map(line -> line.split("\\s+")[0])
        .filter(address -> !address.startsWith("::ffff:"))
        .distinct()
        .toList();
  }

  private static void await(String what, Callable<Boolean> question) {
    Await.until(what, LIMIT, question);
  }
}
