// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static dev.fixpoint.dataplane.nftables.Type.Nothing.NOTHING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Frontend.Side;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Protocol;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NftTextTest {

  @Property(tries = 300)
  void parseUndoesList(@ForAll("tables") NftTable table) throws DataplaneException {
    assertThat(NftListing.parse(table.family(), terse(table), KernelBytes.of(table)))
        .isEqualTo(table);
  }

  private static String terse(NftTable table) {
    return NftText.list(
        new NftTable(table.family(), table.chains(), new Elements(), table.strange()));
  }

  /// The listing is what nft 1.0.6 on kernel 6.18 printed after it had run the script.
  @Test
  void parsesWhatTheKernelLists() throws Exception {
    var table = Golden.table();
    assertThat(parse("table ip6 other {\n}\n" + Golden.read("listing.nft"))).isEqualTo(table);
  }

  private static NftTable parse(String ruleset) throws DataplaneException {
    return NftListing.parse(NftFamily.IPV4, ruleset, KernelBytes.of(Golden.table()));
  }

  @Test
  void aTableThatIsNotThereIsAbsent() throws Exception {
    for (var ruleset : java.util.List.of("", "table ip6 fixpoint {\n}\n", "table ip x {\n}\n")) {
      assertThat(parse(ruleset).isAbsent()).isTrue();
    }
  }

  @Test
  void createsATable() throws Exception {
    assertThat(Golden.create()).isEqualTo(Golden.read("create.nft"));
  }

  @Test
  void changesATable() throws Exception {
    assertThat(Golden.change()).isEqualTo(Golden.read("change.txt"));
  }

  /// A line of the golden listing, what someone makes of it, and how it is understood.
  record Row(String name, String line, String instead, String strange) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(
            "a flag of the table",
            "\tmap slots {",
            "\tflags dormant\n\tmap slots {",
            "flags dormant"),
        new Row(
            "an unknown set",
            "\tmap slots {",
            "\tset x {\n\t\ttype ipv4_addr\n\t}\n\tmap slots {",
            "set x"),
        new Row(
            "a set of another type",
            "\t\ttype ipv4_addr\n",
            "\t\ttype ipv6_addr\n",
            "set addresses"),
        new Row(
            "a set with a size",
            "\t\ttype ipv4_addr\n",
            "\t\ttype ipv4_addr\n\t\tsize 9\n",
            "set addresses: size 9"),
        new Row(
            "a missing set",
            "\tset hairpin {\n",
            "\tset other {\n",
            "set other, set hairpin is missing"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void whatIsNotOursIsStrange(Row row) throws Exception {
    var listing = Golden.read("listing.nft");
    assertThat(listing).contains(row.line());
    var table =
        parse(
            listing.replaceFirst(
                java.util.regex.Pattern.quote(row.line()),
                java.util.regex.Matcher.quoteReplacement(row.instead())));
    assertThat(String.join(", ", table.strange())).isEqualTo(row.strange());
  }

  @Test
  void aListingThatBreaksOffIsAnError() throws Exception {
    var listing = Golden.read("listing.nft");
    for (int length = 1; length < listing.length(); length++) {
      var cut = listing.substring(0, length);
      assertThatThrownBy(() -> parse(cut)).isInstanceOf(DataplaneException.class);
    }
  }

  @Provide
  Arbitrary<NftTable> tables() {
    return Arbitraries.of(NftFamily.class).flatMap(NftTextTest::table);
  }

  private static Arbitrary<NftTable> table(NftFamily family) {
    var port = Arbitraries.integers().between(0, 65535);
    var frontend =
        Combinators.combine(ip(family), Arbitraries.of(Protocol.class), port).as(Frontend::new);
    var endpoint = Combinators.combine(ip(family), port).as(Endpoint::new);
    var onSide =
        Combinators.combine(frontend, Arbitraries.of(Side.class))
            .as((f, side) -> new Frontend(f.address(), f.protocol(), f.port(), side));
    var index = Arbitraries.integers().between(0, Slot.OUTSIDE - 1);
    var slot = Combinators.combine(onSide, index).as(Slot::new);
    var range =
        Combinators.combine(ip(family), Arbitraries.integers().between(0, 9))
            .as(NftTextTest::range);
    var chain = Arbitraries.strings().alpha().numeric().withChars('-').ofMinLength(1);
    return Combinators.combine(
            Arbitraries.maps(frontend, Arbitraries.integers()).ofMaxSize(5),
            Arbitraries.maps(slot, endpoint).ofMaxSize(5),
            Arbitraries.maps(slot, Arbitraries.integers()).ofMaxSize(5),
            ip(family).set().ofMaxSize(5),
            ip(family).set().ofMaxSize(5),
            Arbitraries.maps(Arbitraries.integers(), chain).ofMaxSize(5),
            range.set().ofMaxSize(5))
        .as(
            (vips, slots, draws, addresses, hairpin, picks, guarded) -> {
              var elements = new Elements();
              vips.forEach((key, value) -> elements.put(NftSkeleton.VIPS, key, value));
              slots.forEach((key, value) -> elements.put(NftSkeleton.SLOTS, key, value));
              draws.forEach((key, value) -> elements.put(NftSkeleton.DRAWS, key, value));
              picks.forEach((key, value) -> elements.put(NftSkeleton.PICKS, key, value));
              addresses.forEach(key -> elements.put(NftSkeleton.ADDRESSES, key, NOTHING));
              hairpin.forEach(key -> elements.put(NftSkeleton.HAIRPIN, key, NOTHING));
              IpRange.merged(guarded)
                  .forEach(key -> elements.put(NftSkeleton.GUARDED, key, NOTHING));
              return new NftTable(
                  family, NftSkeleton.chains(family, Map.of()), elements, java.util.List.of());
            });
  }

  private static IpRange range(Ip first, int size) {
    var last = first.plus(size);
    return new IpRange(first, last.compareTo(first) < 0 ? first : last);
  }

  private static Arbitrary<Ip> ip(NftFamily family) {
    var bits = Arbitraries.longs();
    return family == NftFamily.IPV4
        ? bits.map(Ip::v4)
        : Combinators.combine(bits, bits)
            .as((high, low) -> new Ip(Family.IPV6, high | 1L << 61, low));
  }

  @Test
  void spellingsOfOtherVersionsAreTheSame() {
    for (var chain : NftSkeleton.chains(NftFamily.IPV4, Map.of()).entrySet()) {
      var other =
          chain.getValue().stream()
              .map(line -> line.replace("reject with tcp", "meta l4proto tcp reject with tcp"))
              .map(line -> line.equals("reject") ? "reject with icmp port-unreachable" : line)
              .map(line -> line.replace("ct status 0x20", "ct status dnat"))
              .toList();
      assertThat(NftSkeleton.same(other, chain.getValue())).as(chain.getKey()).isTrue();
    }
    assertThat(NftSkeleton.chains(NftFamily.IPV6, Map.of()))
        .isNotEqualTo(Map.of())
        .doesNotContainEntry(
            "prerouting", NftSkeleton.chains(NftFamily.IPV4, Map.of()).get("prerouting"));
  }
}
