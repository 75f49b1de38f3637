// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fixpoint.dataplane.Backend;
import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.ForwardingCase;
import dev.fixpoint.dataplane.Sample;
import dev.fixpoint.dataplane.TestNet;
import dev.fixpoint.forwarding.NodeRules;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The rule set in a real kernel, with real connections.
class NftKernelIT extends ForwardingCase {

  @Override
  protected Backend backend() {
    return new NftBackend();
  }

  private String ruleset() throws Exception {
    return net.sh(TestNet.NODE, "nft list ruleset");
  }

  @Test
  void aRestartSendsNothing() throws Exception {
    replace("1:80 ABC, 2:80 -, 3:80 ABCdefghijklmnopqr");
    update("1:80 BC, 3:80 BCdefghijklmnopqrs, 4:80 A", "2:80");
    var before = ruleset();
    var monitor = net.start(TestNet.NODE, "nft monitor");
    Thread.sleep(200);

    var next = net.in(TestNet.NODE, NftablesDataplane::open);
    var table = Sample.forwards("1:80 BC, 3:80 BCdefghijklmnopqrs, 4:80 A");
    assertThat((int) net.in(TestNet.NODE, () -> next.replace(table, NodeRules.NONE))).isZero();
    net.in(
        TestNet.NODE,
        () -> {
          next.update(table, Set.of(), NodeRules.NONE);
          next.close();
          return null;
        });

    assertThat(ruleset()).isEqualTo(before);
    net.sh(TestNet.NODE, "nft add table ip sentinel");
    Thread.sleep(200);
    monitor.toHandle().destroy(); // as opposed to Process.destroy, leaves its output readable
    net.sh(TestNet.NODE, "nft delete table ip sentinel");
    var seen = new String(monitor.getInputStream().readAllBytes());
    assertThat(seen.lines()).first().asString().isEqualTo("add table ip sentinel");
  }

  @Test
  void thisKernelHasEverythingAndKeepsNothingOfTheTrial() throws Exception {
    assertThat(dataplane.capabilities()).isEqualTo(NftProbe.ALL);
    assertThat(net.sh(TestNet.NODE, "nft list ruleset")).isBlank();
    var script = NftRules.compile(Sample.forwards("1:80 AB"), NodeRules.NONE);
    net.in(
        TestNet.NODE,
        () -> {
          for (var way : List.of(Nft.open(), new NftProcess("nft"))) {
            try (way) {
              way.check(script);
              assertThatThrownBy(() -> way.check(script.replace("numgen random", "numgen")))
                  .isInstanceOf(DataplaneException.class);
            }
          }
          return null;
        });
    assertThat(net.sh(TestNet.NODE, "nft list ruleset")).isBlank();
  }

  /// Every set has something in it.
  @Test
  void whatIsWrittenIsReadBack() throws Exception {
    net.in(
        TestNet.NODE,
        () -> {
          try (var nft = Nft.open()) {
            nft.run(Golden.create());
            var observed = new NftTables(nft, _ -> {}, Set.of(NftFamily.values())).observe();
            assertThat(observed.getFirst()).isEqualTo(Golden.table());
            assertThat(observed.getLast().isAbsent()).isTrue();
          }
          return null;
        });
  }

  @Test
  void aReadingIsGivenUpAsSoonAsSomethingWaits() throws Exception {
    replace("1:80 ABC");
    net.in(
        TestNet.NODE,
        () -> {
          var asked = new AtomicInteger();
          assertThat(dataplane.prepare(() -> asked.incrementAndGet() == 2)).isFalse();
          assertThat(asked).hasValue(2);
          assertThat(dataplane.prepare(() -> false)).isTrue();
          return null;
        });
    assertThat(replace("1:80 ABC")).isZero();
    update("1:80 AB");
  }

  @Test
  void aTableOfSomeoneElseStaysAsItIs() throws Exception {
    net.sh(TestNet.NODE, "nft add table inet theirs");
    net.sh(TestNet.NODE, "nft add set inet theirs s { type ipv4_addr; elements = { 1.2.3.4 }; }");
    net.sh(TestNet.NODE, "nft add chain inet theirs c { type filter hook forward priority 0; }");
    net.sh(TestNet.NODE, "nft add rule inet theirs c ip saddr @s counter drop");
    var theirs = net.sh(TestNet.NODE, "nft -a list table inet theirs");
    replace("1:80 ABC");
    update("1:80 AB, 2:80 C");
    replace("2:80 C");
    net.in(
        TestNet.NODE,
        () -> {
          dataplane.cleanup();
          return null;
        });
    assertThat(net.sh(TestNet.NODE, "nft -a list table inet theirs")).isEqualTo(theirs);
    net.sh(TestNet.NODE, "nft delete table inet theirs");
  }

  /// What someone does by hand to the table, and how many differences it makes: `chains` is
  /// one for each chain. A change that cannot be mended in place is one, too.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 delete element ip fixpoint slots { 10.96.0.1 . tcp . 80 . 0:1 }",
        "1 delete element ip fixpoint vips { 10.96.0.1 . tcp . 80 }",
        "1 add element ip fixpoint slots { 10.96.0.1 . tcp . 80 . 0:7 : 10.1.0.9 . 1 }",
        "1 add element ip fixpoint slots { 10.96.0.1 . udp . 80 . 0:1 : 10.1.0.9 . 1 }",
        "1 add element ip fixpoint vips { 10.96.0.9 . tcp . 80 : 0:3 }",
        "1 add element ip fixpoint addresses { 10.96.0.9 }",
        "1 add element ip fixpoint hairpin { 10.1.0.9 . 10.1.0.9 }",
        "1 add element ip fixpoint hairpin { 10.1.0.9 . 10.1.0.8 }",
        "1 add element ip fixpoint picks { 0:9 : accept }",
        "1 add element ip fixpoint picks { 0:9 : goto pick-3 }",
        "1 delete element ip fixpoint picks { 0:3 }",
        "1 add rule ip fixpoint prerouting counter",
        "1 insert rule ip fixpoint pick-3 return",
        "1 add chain ip fixpoint pick-77",
        "1 add chain ip fixpoint theirs",
        "1 add chain ip fixpoint theirs { type filter hook input priority 0 ; }",
        "1 add set ip fixpoint theirs { type ipv4_addr ; }",
        "chains flush table ip fixpoint",
        "4 flush map ip fixpoint slots",
      })
  void replaceMendsWhatOthersDid(String row) throws Exception {
    replace("1:80 ABC, 2:80 -, 3:80 A");
    var before = ruleset();
    int space = row.indexOf(' ');
    net.sh(TestNet.NODE, "nft " + row.substring(space + 1));
    assertThat(ruleset()).isNotEqualTo(before);

    var differences = row.substring(0, space);
    assertThat(replace("1:80 ABC, 2:80 -, 3:80 A"))
        .isEqualTo(differences.equals("chains") ? chains(before) : Integer.parseInt(differences));

    assertThat(sorted(ruleset())).isEqualTo(sorted(before));
    assertThat(replace("1:80 ABC, 2:80 -, 3:80 A")).isZero();
    assertThat(answering("p1")).containsExactly("p1", "p2", "p3");
  }

  private static int chains(String ruleset) {
    return (int) ruleset.lines().filter(line -> line.startsWith("\tchain ")).count();
  }

  /// Elements and chains that were written again are listed in another order.
  private static List<String> sorted(String ruleset) {
    return ruleset
        .replaceAll("elements = \\{|[,}]", "\n")
        .lines()
        .map(String::strip)
        .sorted()
        .toList();
  }

  @Test
  void aMissingSlotIsNoMissingAnswer() throws Exception {
    replace("1:80 ABC");
    net.sh(TestNet.NODE, "nft delete element ip fixpoint slots { 10.96.0.1 . tcp . 80 . 0:2 }");
    assertThat(answering("p1")).containsExactly("p1", "p2");
  }

  @Test
  void aTableThatWasDeletedComesBack() throws Exception {
    replace("1:80 ABC");
    net.sh(TestNet.NODE, "nft delete table ip fixpoint");
    assertThat(replace("1:80 ABC")).isPositive();
    assertThat(answering("p1")).containsExactly("p1", "p2", "p3");
  }

  @Test
  void aRefusedTransactionChangesNothingAndTheNextCallMends() throws Exception {
    replace("1:80 ABC, 2:80 AB");
    net.sh(TestNet.NODE, "nft delete element ip fixpoint slots { 10.96.0.1 . tcp . 80 . 0:2 }");
    var before = ruleset();

    assertThatThrownBy(() -> update("2:80 ABC, 1:80 AB, 3:80 -"))
        .isInstanceOf(DataplaneException.class)
        .hasMessage("nftables: could not change set slots: No such file or directory");
    assertThat(ruleset()).isEqualTo(before);

    update("1:80 B");
    assertThat(answering("p1")).containsExactly("p2");
    assertThat(replace("1:80 B, 2:80 AB")).isZero();
  }

  @Test
  void aRefusedTransactionLeavesAtMostAChainThatNothingLeadsTo() throws Exception {
    replace("1:80 ABC");
    net.sh(TestNet.NODE, "nft delete element ip fixpoint slots { 10.96.0.1 . tcp . 80 . 0:2 }");

    assertThatThrownBy(() -> update("1:80 A")).isInstanceOf(DataplaneException.class);

    assertThat(answering("p3")).containsExactly("p1", "p2");
    assertThat(replace("1:80 ABC")).as("the slot and the chain").isEqualTo(2);
    assertThat(ruleset()).doesNotContain("pick-1");
  }

  @Test
  void theProcessSpeaksLikeTheLibrary() throws Exception {
    replace("1:80 ABC");
    net.in(
        TestNet.NODE,
        () -> {
          var other =
              new NftablesDataplane(
                  new NftProcess("nft"), new ElementSink.Kernel(), Optional.empty());
          assertThat(other.replace(Sample.forwards("1:80 ABC"), NodeRules.NONE)).isZero();
          other.update(Sample.forwards("1:80 AB, 2:80 -"), Set.of(), NodeRules.NONE);
          assertThatThrownBy(() -> new NftProcess("nft").run("delete table ip nothing"))
              .hasMessage("nftables: Could not process rule: No such file or directory");
          return null;
        });
    assertThat(replace("1:80 AB, 2:80 -")).isZero();
  }
}
