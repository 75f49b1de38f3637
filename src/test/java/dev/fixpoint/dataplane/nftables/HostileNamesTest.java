// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fixpoint.dataplane.Sample;
import dev.fixpoint.forwarding.Access;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class HostileNamesTest {

  /// Names reach the kernel in no form: only addresses, numbers and words of this package do.
  @Property(tries = 300)
  @Label("T50 whatever a name holds, the script is the same")
  void namesAreNoPartOfAScript(
      @ForAll("hostile") String namespace,
      @ForAll("hostile") String name,
      @ForAll("hostile") String set) {
    var harmless = scripts(new Key("ns", "n"), "clients-1");
    assertThat(scripts(new Key(namespace, name), set)).isEqualTo(harmless);
  }

  /// A new table, a change of it, and its listing.
  private static List<String> scripts(Key owner, String set) {
    var access = new Access(List.of(set), List.of(), true, true);
    var forward = Forward.evenly(owner, Sample.targets("aB")).admitting(Optional.of(access));
    var rules = NodeRules.NONE.withClients(Map.of(set, Set.of(Ip.of("10.1.0.9"))));
    var table = Map.of(Sample.frontend("1:80"), forward);
    var state = NftState.of(table, rules, NftTable.absent(NftFamily.IPV4));
    var diff = NftDiff.between(NftTable.absent(NftFamily.IPV4), state.table());
    var plan = NftPlan.of(state, Map.of(Sample.frontend("2:80"), forward), Set.of(), rules);
    return List.of(
        NftText.render(diff.change()), plan.change().toString(), NftRules.compile(table, rules));
  }

  @Provide
  Arbitrary<String> hostile() {
    var told =
        Arbitraries.of(
            "\"; flush ruleset; \"",
            "x }\nflush ruleset\n",
            "\\\"",
            "eth0*",
            "$(id)",
            "a#b",
            "{",
            "");
    return Arbitraries.oneOf(
        told,
        Arbitraries.strings().withChars("\"'\\;{}\n\r\t #@$*|:.,ab0").ofMaxLength(16),
        Arbitraries.strings().ofMaxLength(16));
  }

  @Property(tries = 300)
  @Label("T50 an interface's name is written as a word in quotes, or not at all")
  void interfacesAreWordsOrRefused(@ForAll("hostile") String name) {
    var rules = NodeRules.NONE.reachedBy(Set.of(name), List.of());
    var table = Map.of(Sample.frontend("1:80"), Sample.forward("a"));
    if (Type.isInterface(name)) {
      assertThat(NftRules.compile(table, rules)).contains("elements = { \"" + name + "\" }");
      assertThat(name).matches("[A-Za-z0-9._@+-]{1,15}");
    } else {
      assertThatThrownBy(() -> NftRules.compile(table, rules))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Property
  @Label("T50 a script is made of these characters alone")
  void aScriptHasNoOtherCharacters(
      @ForAll @IntRange(min = 1, max = 65535) int port, @ForAll long bits) {
    var frontend = new Frontend(Ip.v4(bits), Protocol.SCTP, port);
    var state = NftSample.state(Map.of(frontend, Sample.forward("aBc")));
    var diff = NftDiff.between(NftTable.absent(NftFamily.IPV4), state.table());
    assertThat(NftText.render(diff.change())).matches("[a-z0-9 .:;,{}@_!=|\\-\\n\\t]*");
  }
}
