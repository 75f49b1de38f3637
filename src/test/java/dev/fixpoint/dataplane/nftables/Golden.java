// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.Sample;
import dev.fixpoint.dataplane.TestNet;
import dev.fixpoint.forwarding.Access;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Guard;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The golden texts, and how they are made anew: `java … Golden` in the root of the project.
final class Golden {

  private static final String FOLDER = "/golden/dataplane/nftables/";

  private Golden() {}

  static NodeRules rules() {
    var ranges = Stream.of("203.0.113.0/24", "10.97.0.5-10.97.0.9", "10.97.0.1");
    return new NodeRules(
            ranges.map(range -> IpRange.parse(range).orElseThrow()).collect(Collectors.toSet()))
        .reachedBy(Set.of("eth0"), Set.of(IpRange.parse("10.1.0.0/16").orElseThrow()))
        .withClients(Map.of("front", Set.of(Ip.of("10.1.0.7"), Ip.of("10.1.0.8"))));
  }

  /// A table with something in each set.
  static NftTable table() {
    var forwards = Sample.forwards("1:80 aBc, 1:81 -, 2:443 Bdefghijklmn");
    var ranges = List.of(IpRange.parse("10.20.0.0/16").orElseThrow());
    var access = new Access(List.of("front"), ranges, true, true);
    forwards.computeIfPresent(
        Sample.frontend("1:80"), (_, forward) -> forward.admitting(Optional.of(access)));
    forwards.put(outside(2, 443), Sample.forward("BB").admitting(Optional.of(access)));
    forwards.put(outside(3, 28017), guarded(Sample.forward(""), true, true));
    return NftState.of(forwards, rules(), NftTable.absent(NftFamily.IPV4)).table();
  }

  private static Frontend outside(int number, int port) {
    return new Frontend(Ip.of("10.96.0." + number), Protocol.TCP, port, Frontend.Side.OUTSIDE);
  }

  private static Forward guarded(Forward forward, boolean drops, boolean ofNode) {
    return new Forward(forward.owner(), forward.shares(), new Guard(drops, ofNode, List.of()));
  }

  static String create() {
    return NftText.render(NftDiff.between(NftTable.absent(NftFamily.IPV4), table()).change());
  }

  static String change() {
    var state = NftSample.state(Sample.forwards("1:80 aBc, 1:81 -"));
    var removed = Set.of(Sample.frontend("1:81"));
    var change = NftPlan.of(state, Sample.forwards("1:80 ac, 2:80 D"), removed, rules()).change();
    return NftText.render(change.ofChains())
        + elements(change.ofElements())
        + elements(change.ofLateElements())
        + NftText.render(change.ofObsoleteChains());
  }

  private static String elements(NftChange change) {
    var text = new StringBuilder();
    change.removed().forEach(element -> text.append("- ").append(element).append('\n'));
    change.added().forEach(element -> text.append("+ ").append(element).append('\n'));
    return text.toString();
  }

  static String read(String name) throws IOException {
    try (var stream = Golden.class.getResourceAsStream(FOLDER + name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  public static void main(String... args) throws Exception {
    var folder = Path.of("src/test/resources" + FOLDER);
    Files.writeString(folder.resolve("create.nft"), create());
    Files.writeString(folder.resolve("change.txt"), change());
    try (var net = new TestNet()) {
      net.sh(TestNet.NODE, "nft -f " + folder.resolve("create.nft"));
      var listing = net.sh(TestNet.NODE, "nft -n -t list ruleset");
      Files.writeString(folder.resolve("listing.nft"), listing);
    }
  }
}
