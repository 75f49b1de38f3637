// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.Backend;
import dev.fixpoint.dataplane.KernelCase;
import dev.fixpoint.dataplane.Sample;
import dev.fixpoint.dataplane.TestNet;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Guard;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.vip.Balancing;
import dev.fixpoint.vip.Balancing.Algorithm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What this kernel lists, by each kind of tools.
class IptGoldenIT extends KernelCase {
  private static final String RULE = "iptables-legacy -t mangle -%s PREROUTING -p tcp -j ACCEPT";

  @Override
  protected Backend backend() {
    return new IptBackend();
  }

  @AfterEach
  void clear() throws Exception {
    net.sh(TestNet.NODE, "iptables-legacy -t mangle -F");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nft", "legacy"})
  @DisplayName("each kind of tools lists the golden texts, and finds nothing to do")
  void listsTheGoldenText(String kind) throws Exception {
    open(kind);
    replace(GoldenChains.table(), GoldenChains.rules());

    var seen = Files.createDirectories(Path.of("target/golden"));
    var listed = new EnumMap<IptFamily, String>(IptFamily.class);
    for (var family : IptFamily.values()) {
      var listing = IptBackend.print(net, List.of(family.tool() + "-" + kind + "-save"));
      listed.put(family, GoldenChains.ours(listing));
      Files.writeString(seen.resolve(family + ".txt"), listed.get(family));
    }
    for (var family : IptFamily.values()) {
      assertThat(listed.get(family)).isEqualTo(GoldenChains.read(family + ".txt"));
    }
    assertThat(replace(GoldenChains.table(), GoldenChains.rules())).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nft", "legacy"})
  @DisplayName(
      "the rules that hash are read as they are written, though tools print them otherwise")
  void hashesAreReadAsTheyAreWritten(String kind) throws Exception {
    open(kind);
    var sample = Sample.forward("ABCDE");
    var hash = new Balancing(Algorithm.SourceHash, 600);
    var forward = new Forward(sample.owner(), sample.shares(), Guard.NONE, hash);
    var table = Map.of(Sample.frontend("1:80"), forward);
    replace(table, NodeRules.NONE);

    assertThat(replace(table, NodeRules.NONE)).isZero();
    assertThat(net.sh(TestNet.NODE, "iptables-" + kind + "-save")).contains("-m cluster");
  }

  /// By the kind that has more rules of others.
  private void open(String kind) throws Exception {
    if (kind.equals("legacy")) {
      net.sh(TestNet.NODE, RULE.formatted("A"));
      dataplane.close();
      dataplane = net.in(TestNet.NODE, backend()::open);
    }
  }
}
