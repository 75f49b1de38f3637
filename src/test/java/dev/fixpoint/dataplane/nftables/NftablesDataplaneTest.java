// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.Sample;
import dev.fixpoint.dataplane.netlink.SetBatch;
import dev.fixpoint.dataplane.netlink.SetWriter;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// What the dataplane asks of the kernel, and when.
class NftablesDataplaneTest {

  /// Takes every script but those that `refused` speaks of.
  private static final class Recorder implements Nft, ElementSink {
    final List<String> calls = new ArrayList<>();
    Predicate<String> refused = _ -> false;
    int mismatches;
    String reason = "Could not process rule: No such file or directory";

    @Override
    public void run(String script) throws DataplaneException {
      calls.add(script);
      if (refused.test(script)) {
        throw Nft.refused("<cmdline>:1:1-9: Error: " + reason + "\n" + script);
      }
    }

    @Override
    public void check(String script) throws DataplaneException {
      run(script);
    }

    @Override
    public void commit(SetBatch batch) throws DataplaneException {
      run("elements");
      if (mismatches-- > 0) {
        throw new SetWriter.Mismatch("File exists");
      }
    }

    @Override
    public String ruleset() {
      calls.add("list");
      return "";
    }

    @Override
    public boolean isInProcess() {
      return true;
    }

    @Override
    public void close() {}
  }

  private final Recorder nft = new Recorder();
  private final NftablesDataplane dataplane = new NftablesDataplane(nft, nft, Optional.empty());

  @Test
  void observesOnceAndThenSendsChangesAlone() throws DataplaneException {
    dataplane.replace(Sample.forwards("1:80 ab"), NodeRules.NONE);
    nft.calls.clear();
    dataplane.update(Sample.forwards("1:80 ab"), Set.of(Sample.frontend("7:7")), NodeRules.NONE);
    assertThat(nft.calls).isEmpty();
    dataplane.update(Sample.forwards("1:80 ac"), Set.of(), NodeRules.NONE);
    assertThat(nft.calls).containsExactly("elements");
  }

  @Test
  void chainsComeBeforeTheElementsThatLeadToThemAndGoAfter() throws DataplaneException {
    dataplane.replace(Sample.forwards("1:80 ab"), NodeRules.NONE);
    nft.calls.clear();
    dataplane.update(Sample.forwards("1:80 abc"), Set.of(), NodeRules.NONE);
    assertThat(nft.calls).hasSize(3);
    assertThat(nft.calls.getFirst()).startsWith("add chain ip fixpoint pick-3");
    assertThat(nft.calls.get(1)).isEqualTo("elements");
    assertThat(nft.calls.getLast()).isEqualTo("delete chain ip fixpoint pick-2\n");
  }

  @Test
  void observesAgainAfterAFailure() throws DataplaneException {
    dataplane.replace(Sample.forwards("1:80 ab"), NodeRules.NONE);
    nft.refused = _ -> true;
    assertThatThrownBy(() -> dataplane.update(Sample.forwards("1:80 ac"), Set.of(), NodeRules.NONE))
        .isInstanceOf(DataplaneException.class)
        .hasMessage("nftables: Could not process rule: No such file or directory");
    nft.refused = _ -> false;
    nft.calls.clear();
    dataplane.update(Map.of(), Set.of(Sample.frontend("1:80")), NodeRules.NONE);
    assertThat(nft.calls).contains("list");
  }

  @Test
  void aTableThatIsNotThereComesFirstAndItsElementsAtOnce() throws DataplaneException {
    dataplane.replace(Sample.forwards("1:80 ab"), NodeRules.NONE);
    assertThat(nft.calls).hasSize(3);
    assertThat(nft.calls.get(1)).startsWith("add table").doesNotContain("element");
    assertThat(nft.calls.getLast()).isEqualTo("elements");
  }

  @Test
  void whatWasReadAheadIsNotReadAgainByTheFirstComparisonAlone() throws DataplaneException {
    dataplane.prepare(() -> false);
    assertThat(nft.calls).containsExactly("list");
    dataplane.replace(Sample.forwards("1:80 ab"), NodeRules.NONE);
    assertThat(nft.calls).filteredOn("list"::equals).hasSize(1);
    dataplane.replace(Sample.forwards("1:80 ab"), NodeRules.NONE);
    assertThat(nft.calls).filteredOn("list"::equals).hasSize(2);
  }

  @Test
  void aListingThatLackedSomethingIsRepeated() throws DataplaneException {
    nft.mismatches = 2;
    dataplane.replace(Sample.forwards("1:80 ab"), NodeRules.NONE);
    assertThat(nft.calls).filteredOn("list"::equals).hasSize(3);
    assertThat(nft.calls).last().isEqualTo("elements");
  }

  @Test
  void aKernelThatIsNeverAsItListsIsAFailure() {
    nft.mismatches = Integer.MAX_VALUE;
    assertThatThrownBy(() -> dataplane.replace(Sample.forwards("1:80 ab"), NodeRules.NONE))
        .isInstanceOf(SetWriter.Mismatch.class);
  }

  @Test
  void refusesATargetOfTheOtherFamilyBeforeTheKernelDoes() {
    var target = new Target(Ip.of("fd00::1"), 80, false);
    var table =
        Map.of(Sample.frontend("1:80"), Forward.evenly(new Key("ns", "n"), List.of(target)));
    assertThatThrownBy(() -> dataplane.replace(table, NodeRules.NONE))
        .isInstanceOf(DataplaneException.class)
        .hasMessageContaining("10.96.0.1:80/TCP")
        .hasMessageContaining("[fd00::1]:80");
    assertThat(nft.calls).isEmpty();
  }

  @Test
  void anInterfaceThatNftCannotNameIsToldBeforeAnythingIsTouched() {
    var rules = NodeRules.NONE.reachedBy(Set.of("a\"\n"), List.of());

    assertThatThrownBy(() -> dataplane.replace(Sample.forwards("1:80 ab"), rules))
        .isInstanceOf(DataplaneException.class)
        .hasMessage(
            "nftables: cannot write the name of interface <a\"?>: rename it to letters, digits and"
                + " ._@+-");
    assertThat(nft.calls).isEmpty();
  }
}
