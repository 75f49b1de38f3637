// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.Access;
import dev.fixpoint.api.v1alpha1.IpBlock;
import dev.fixpoint.api.v1alpha1.Peer;
import dev.fixpoint.api.v1alpha1.Selector;
import dev.fixpoint.vip.Ip;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientStoryTest {
  private static final Pod READY = Sample.pod("web-1", "10.1.0.1", true);

  @Test
  void saysWhichPeerAdmitsAPod() {
    var story = ClientStory.of(service(pods("web"), block()), visitor(READY));

    assertThat(story.admitted()).isTrue();
    assertThat(story.text())
        .endsWith(
            " may connect: spec.access.from[0] admits pods app=web in namespace "
                + READY.getMetadata().getNamespace());
  }

  @Test
  void saysWhatBecomesOfAPodThatNoPeerAdmits() {
    var story = ClientStory.of(service(pods("front")), visitor(READY));

    assertThat(story.admitted()).isFalse();
    assertThat(story.text())
        .endsWith(
            " may not connect: no peer admits it (spec.access.from[0]: it has app=web, not"
                + " app=front); its connections are refused");
  }

  @Test
  void knowsBlocks() {
    var service = service(pods("front"), block());

    assertThat(ClientStory.of(service, visitor("10.20.3.4")).text())
        .isEqualTo(
            "address 10.20.3.4 may connect: spec.access.from[1] admits 10.20.0.0-10.20.255.255");
    assertThat(ClientStory.of(service, visitor("10.21.3.4")).admitted()).isFalse();
  }

  @Test
  void withoutARuleEverybodyMay() {
    assertThat(ClientStory.of(Sample.service("checkout", "web"), visitor("10.21.3.4")).admitted())
        .isTrue();
  }

  private static Visitor visitor(Pod pod) {
    return Visitor.pod(pod, Map.of(), List.of());
  }

  private static Visitor visitor(String address) {
    return Visitor.address(Ip.of(address), List.of(), List.of());
  }

  private static dev.fixpoint.api.v1alpha1.VirtualService service(Peer... peers) {
    var service = Sample.service("checkout", "web");
    var access = new Access();
    access.setFrom(List.of(peers));
    service.getSpec().setAccess(access);
    return service;
  }

  private static Peer pods(String app) {
    var selector = new Selector();
    selector.setMatchLabels(Map.of("app", app));
    var peer = new Peer();
    peer.setPodSelector(selector);
    return peer;
  }

  private static Peer block() {
    var block = new IpBlock();
    block.setCidr("10.20.0.0/16");
    var peer = new Peer();
    peer.setIpBlock(block);
    return peer;
  }
}
