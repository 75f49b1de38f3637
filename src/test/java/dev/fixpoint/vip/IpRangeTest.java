// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.vip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("T9: ranges and their ends")
class IpRangeTest {
  private static final long MAX = Long.MAX_VALUE;

  /// @param all what the text stands for; null: nothing
  /// @param assignable what of it may be assigned
  /// @param size of `all`
  record Row(String name, String text, String all, String assignable, long size) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("/32 is one address", "10.0.0.5/32", "10.0.0.5", "10.0.0.5", 1),
        new Row(
            "/31 has no network or broadcast address (RFC 3021)",
            "10.0.0.4/31",
            "10.0.0.4-10.0.0.5",
            "10.0.0.4-10.0.0.5",
            2),
        new Row(
            "/30 sets network and broadcast aside",
            "10.0.0.4/30",
            "10.0.0.4-10.0.0.7",
            "10.0.0.5-10.0.0.6",
            4),
        new Row(
            "/24 sets network and broadcast aside",
            "10.0.0.0/24",
            "10.0.0.0-10.0.0.255",
            "10.0.0.1-10.0.0.254",
            256),
        new Row(
            "/0 is everything",
            "0.0.0.0/0",
            "0.0.0.0-255.255.255.255",
            "0.0.0.1-255.255.255.254",
            1L << 32),
        new Row("/128 is one address", "fd00::5/128", "fd00::5", "fd00::5", 1),
        new Row(
            "/127 has no anycast address (RFC 6164)",
            "fd00::4/127",
            "fd00::4-fd00::5",
            "fd00::4-fd00::5",
            2),
        new Row(
            "/126 sets the anycast address aside, and no broadcast",
            "fd00::4/126",
            "fd00::4-fd00::7",
            "fd00::5-fd00::7",
            4),
        new Row(
            "/64 has more addresses than a long can count",
            "fd00::/64",
            "fd00::-fd00::ffff:ffff:ffff:ffff",
            "fd00::1-fd00::ffff:ffff:ffff:ffff",
            MAX),
        new Row(
            "/65 has one more than a long can count",
            "fd00::/65",
            "fd00::-fd00::7fff:ffff:ffff:ffff",
            "fd00::1-fd00::7fff:ffff:ffff:ffff",
            MAX),
        new Row(
            "/66 can be counted",
            "fd00::/66",
            "fd00::-fd00::3fff:ffff:ffff:ffff",
            "fd00::1-fd00::3fff:ffff:ffff:ffff",
            1L << 62),
        new Row(
            "a block wider than the lower half",
            "fd00::/63",
            "fd00::-fd00::1:ffff:ffff:ffff:ffff",
            "fd00::1-fd00::1:ffff:ffff:ffff:ffff",
            MAX),
        new Row(
            "a range across the halves that can be counted",
            "fd00::ffff:ffff:ffff:ffff-fd00:0:0:1::",
            "fd00::ffff:ffff:ffff:ffff-fd00:0:0:1::",
            "fd00::ffff:ffff:ffff:ffff-fd00:0:0:1::",
            2),
        new Row(
            "a range is taken at its word",
            "10.0.0.0-10.0.0.255",
            "10.0.0.0-10.0.0.255",
            "10.0.0.0-10.0.0.255",
            256),
        new Row("a range of one", "10.0.0.7-10.0.0.7", "10.0.0.7", "10.0.0.7", 1),
        new Row("one address", "10.0.0.7", "10.0.0.7", "10.0.0.7", 1),
        nothing("bits after the prefix", "10.0.0.5/24"),
        nothing("IPv6 bits after the prefix", "fd00::1/64"),
        nothing("IPv6 bits after the prefix, in the upper half", "fd00:0:0:1::/63"),
        nothing("a prefix longer than the address", "10.0.0.0/33"),
        nothing("an IPv6 prefix longer than the address", "fd00::/129"),
        nothing("a prefix with a leading zero", "10.0.0.0/08"),
        nothing("a negative prefix", "10.0.0.0/-1"),
        nothing("a prefix of many digits", "10.0.0.0/4294967320"),
        nothing("a prefix with a line feed", "10.0.0.0/24\n"),
        nothing("a netmask in place of a prefix", "10.0.0.0/255.255.255.0"),
        nothing("no prefix after the slash", "10.0.0.0/"),
        nothing("a range that is reversed", "10.0.0.9-10.0.0.5"),
        nothing("a reversed IPv6 range, which no CEL rule finds", "fd00::9-fd00::5"),
        nothing("a range of two families", "10.0.0.1-fd00::1"),
        nothing("a range with spaces", "10.0.0.1 - 10.0.0.9"),
        nothing("a range of three", "10.0.0.1-10.0.0.2-10.0.0.3"),
        nothing("a range of blocks", "10.0.0.0/24-10.0.1.0/24"),
        nothing("a short end", "10.0.0.1-9"),
        nothing("nothing", ""),
        nothing("a dash", "-"),
        nothing("a slash", "/"));
  }

  private static Row nothing(String name, String text) {
    return new Row(name, text, null, null, 0);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void reads(Row row) {
    assertThat(IpRange.parse(row.text()).map(IpRange::toString))
        .isEqualTo(Optional.ofNullable(row.all()));
    assertThat(IpRange.parseAssignable(row.text()).map(IpRange::toString))
        .isEqualTo(Optional.ofNullable(row.assignable()));
    assertThat(IpRange.parse(row.text()).map(IpRange::size).orElse(0L)).isEqualTo(row.size());
  }

  @Test
  void aRangeIsNeverReversedNorOfTwoFamilies() {
    assertThatThrownBy(() -> new IpRange(Ip.of("10.0.0.2"), Ip.of("10.0.0.1")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new IpRange(Ip.of("10.0.0.2"), Ip.of("fd00::1")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 1000)
  void containsAndOverlapsAreWhatTheNumbersSay(
      @ForAll @IntRange(max = 20) int a,
      @ForAll @IntRange(max = 20) int aMore,
      @ForAll @IntRange(max = 20) int b,
      @ForAll @IntRange(max = 20) int bMore) {
    // Around the middle of the IPv6 space, where signed and unsigned order differ.
    var base = Ip.of("7fff:ffff:ffff:ffff:ffff:ffff:ffff:fff0");
    var one = new IpRange(base.plus(a), base.plus(a + aMore));
    var two = new IpRange(base.plus(b), base.plus(b + bMore));

    assertThat(one.size()).isEqualTo(aMore + 1L);
    assertThat(one.contains(base.plus(b))).isEqualTo(a <= b && b <= a + aMore);
    assertThat(one.overlaps(two)).isEqualTo(a <= b + bMore && b <= a + aMore);
    assertThat(two.overlaps(one)).isEqualTo(one.overlaps(two));
  }

  @Test
  void familiesNeverOverlap() {
    var four = IpRange.parse("0.0.0.0/0").orElseThrow();
    var six = IpRange.parse("::/0").orElseThrow();

    assertThat(four.overlaps(six)).isFalse();
    assertThat(six.contains(Ip.of("10.0.0.1"))).isFalse();
  }
}
