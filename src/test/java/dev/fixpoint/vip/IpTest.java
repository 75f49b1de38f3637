// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.vip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("T9: addresses, and what looks like one")
class IpTest {

  /// @param canonical null: the text is no address
  record Row(String name, String text, String canonical) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("IPv4", "10.96.0.1", "10.96.0.1"),
        new Row("the lowest IPv4 address", "0.0.0.0", "0.0.0.0"),
        new Row("the highest IPv4 address", "255.255.255.255", "255.255.255.255"),
        new Row("IPv4 with a leading zero: octal to some", "10.96.0.010", null),
        new Row("IPv4 with a double zero", "10.96.00.1", null),
        new Row("IPv4 with an octet beyond 255", "10.96.0.256", null),
        new Row("IPv4 with an octet of many digits", "10.96.0.4294967297", null),
        new Row("IPv4 of three parts: inet_aton's short form", "10.96.1", null),
        new Row("IPv4 of five parts", "10.96.0.1.2", null),
        new Row("IPv4 that ends in a dot", "10.96.0.1.", null),
        new Row("IPv4 with an empty part", "10..0.1", null),
        new Row("IPv4 in hexadecimal", "0x0a.96.0.1", null),
        new Row("IPv4 as one decimal number", "174063617", null),
        new Row("IPv4 as one octal number", "017700000001", null),
        new Row("IPv4 as one hexadecimal number", "0x7f000001", null),
        new Row("IPv4 with a sign", "+10.96.0.1", null),
        new Row("IPv4 with a prefix", "10.96.0.1/32", null),
        new Row("IPv4 with a port", "10.96.0.1:80", null),
        new Row("IPv4 with space before", " 10.96.0.1", null),
        new Row("IPv4 with a line feed after", "10.96.0.1\n", null),
        new Row("IPv4 in digits of another script", "１0.96.0.1", null),
        new Row("a host name", "localhost", null),
        new Row("nothing", "", null),
        new Row("IPv6", "fd00:10:96::7", "fd00:10:96::7"),
        new Row("the unspecified IPv6 address", "::", "::"),
        new Row("the IPv6 loopback", "::1", "::1"),
        new Row("zeros at the end", "fd00::", "fd00::"),
        new Row(
            "written out: the longest run of zeros goes", "fd00:0:0:1:0:0:0:1", "fd00:0:0:1::1"),
        new Row("RFC 5952 4.1: leading zeros go", "2001:0db8::0001", "2001:db8::1"),
        new Row("RFC 5952 4.2.1: as short as possible", "2001:db8:0:0:0:0:2:1", "2001:db8::2:1"),
        new Row("RFC 5952 4.2.2: one zero stays", "2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        new Row(
            "RFC 5952 4.2.3: the first of equal runs", "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        new Row("RFC 5952 4.3: lower case", "2001:DB8::ABCD", "2001:db8::abcd"),
        new Row("all groups", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
        new Row(
            "the highest IPv6 address",
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
        new Row("IPv6 with a zone", "fe80::1%eth0", null),
        new Row("IPv6 with an empty zone", "fe80::1%", null),
        new Row("IPv6 in brackets", "[fd00::1]", null),
        new Row("IPv6 with a prefix", "fd00::/64", null),
        new Row("IPv4-mapped, dotted", "::ffff:10.0.0.1", null),
        new Row("IPv4-mapped, in hexadecimal", "::ffff:a00:1", null),
        new Row("IPv4-mapped, written out", "0:0:0:0:0:ffff:a00:1", null),
        new Row("IPv4-compatible, dotted", "::10.0.0.1", null),
        new Row("IPv6 with two gaps", "fd00::1::2", null),
        new Row("IPv6 of seven groups", "1:2:3:4:5:6:7", null),
        new Row("IPv6 of nine groups", "1:2:3:4:5:6:7:8:9", null),
        new Row("IPv6 with a group of five digits", "fd00::10000", null),
        new Row("IPv6 with zeros before a group's four digits", "fd00::00001", null),
        new Row("IPv6 with three colons", "fd00:::1", null),
        new Row("IPv6 that begins with one colon", ":1:2:3:4:5:6:7:8", null),
        new Row("IPv6 that ends in one colon", "1:2:3:4:5:6:7:8:", null),
        new Row("one colon", ":", null),
        new Row("IPv6 with a letter beyond f", "fd00::g", null),
        new Row("IPv6 in digits of another script", "fd00::１", null),
        new Row("IPv6 with a line feed", "fd00::1\n", null),
        new Row("longer than any address", "1".repeat(46), null));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void readsOneFormAndPrintsIt(Row row) {
    assertThat(Ip.parse(row.text()).map(Ip::toString))
        .isEqualTo(Optional.ofNullable(row.canonical()));
  }

  @Test
  void noTextIsNoAddress() {
    assertThat(Ip.parse(null)).isEmpty();
    assertThatThrownBy(() -> Ip.of("here")).hasMessage("not an IP address: here");
  }

  @Property(tries = 1000)
  void parseUndoesPrint(@ForAll("addresses") Ip ip) {
    Assume.that(!isMapped(ip)); // has no text that is read
    assertThat(Ip.parse(ip.toString())).contains(ip);
  }

  @Property(tries = 1000)
  void plusGoesThereAndBack(
      @ForAll("addresses") Ip ip, @ForAll @LongRange(min = -Long.MAX_VALUE) long distance) {
    assertThat(ip.plus(distance).plus(-distance)).isEqualTo(ip);
  }

  record Sum(String name, String from, long distance, String to) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Sum> sums() {
    return Stream.of(
        new Sum("into the next octet", "10.0.0.255", 1, "10.0.1.0"),
        new Sum("back into the octet before", "10.0.1.0", -1, "10.0.0.255"),
        new Sum("IPv4 wraps at its end", "255.255.255.255", 1, "0.0.0.0"),
        new Sum("IPv4 wraps at its beginning", "0.0.0.0", -1, "255.255.255.255"),
        new Sum("past the sign of the lower half", "::7fff:ffff:ffff:ffff", 1, "::8000:0:0:0"),
        new Sum("a carry into the upper half", "fd00::ffff:ffff:ffff:ffff", 1, "fd00:0:0:1::"),
        new Sum("a borrow from the upper half", "fd00:0:0:1::", -1, "fd00::ffff:ffff:ffff:ffff"),
        new Sum("IPv6 wraps at its end", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 1, "::"),
        new Sum("the farthest", "fd00::1", Long.MAX_VALUE, "fd00::8000:0:0:0"),
        new Sum("nowhere", "fd00::ffff:ffff:ffff:ffff", 0, "fd00::ffff:ffff:ffff:ffff"));
  }

  @ParameterizedTest
  @MethodSource("sums")
  void plusCarries(Sum sum) {
    assertThat(Ip.of(sum.from()).plus(sum.distance())).isEqualTo(Ip.of(sum.to()));
  }

  @Test
  void orderIsByFamilyThenUnsignedValue() {
    var sorted =
        Stream.of("ffff::", "8000::", "::8000:0:0:0", "::1", "255.0.0.1", "128.0.0.1", "10.0.0.2")
            .map(Ip::of)
            .sorted()
            .map(Ip::toString);
    assertThat(sorted)
        .containsExactly(
            "10.0.0.2", "128.0.0.1", "255.0.0.1", "::1", "::8000:0:0:0", "8000::", "ffff::");
  }

  private static boolean isMapped(Ip ip) {
    return ip.family() == Family.IPV6 && ip.high() == 0 && ip.low() >>> 32 == 0xffff;
  }

  @Provide
  Arbitrary<Ip> addresses() {
    var half = Arbitraries.oneOf(Arbitraries.longs(), Arbitraries.of(0L, -1L, 1L, 0xffffL << 32));
    return Arbitraries.oneOf(
        Arbitraries.longs().map(Ip::v4),
        Combinators.combine(half, half).as((high, low) -> new Ip(Family.IPV6, high, low)));
  }
}
