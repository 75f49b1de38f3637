// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.vip;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A closed interval of addresses of one family.
public record IpRange(Ip first, Ip last) implements Comparable<IpRange> {

  public IpRange {
    if (first.family() != last.family() || first.compareTo(last) > 0) {
      throw new IllegalArgumentException("not a range: " + first + "-" + last);
    }
  }

  /// All addresses of a CIDR block (`10.0.0.0/24`), a range (`10.0.0.5-10.0.0.9`) or a single
  /// address; empty where `text` is none of these. A block must start at its network address.
  public static Optional<IpRange> parse(String text) {
    int slash = text.indexOf('/');
    if (slash >= 0) {
      return Ip.parse(text.substring(0, slash)).flatMap(ip -> block(ip, text.substring(slash + 1)));
    }
    int dash = text.indexOf('-');
    var first = Ip.parse(dash < 0 ? text : text.substring(0, dash));
    var last = dash < 0 ? first : Ip.parse(text.substring(dash + 1));
    boolean ordered =
        first.isPresent()
            && last.isPresent()
            && first.get().family() == last.get().family()
            && first.get().compareTo(last.get()) <= 0;
    return ordered ? Optional.of(new IpRange(first.get(), last.get())) : Optional.empty();
  }

  /// As [#parse], without the addresses that a CIDR block sets aside: network and broadcast of an
  /// IPv4 block of more than two addresses (RFC 3021 spares /31), the subnet-router anycast of an
  /// IPv6 block (RFC 4291).
  public static Optional<IpRange> parseAssignable(String text) {
    return parse(text).map(range -> text.indexOf('/') >= 0 ? range.withoutSetAside() : range);
  }

  private IpRange withoutSetAside() {
    if (size() <= 2) {
      return this;
    }
    var end = first.family() == Family.IPV4 ? last.plus(-1) : last;
    return new IpRange(first.plus(1), end);
  }

  private static Optional<IpRange> block(Ip network, String prefixText) {
    int bits = network.family().bits();
    if (!prefixText.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(prefixText) > bits) {
      return Optional.empty();
    }
    int host = bits - Integer.parseInt(prefixText);
    long lowMask = host >= 64 ? -1 : (1L << host) - 1;
    long highMask = host <= 64 ? 0 : host == 128 ? -1 : (1L << (host - 64)) - 1;
    if ((network.low() & lowMask) != 0 || (network.high() & highMask) != 0) {
      return Optional.empty();
    }
    var last = new Ip(network.family(), network.high() | highMask, network.low() | lowMask);
    return Optional.of(new IpRange(network, last));
  }

  public Family family() {
    return first.family();
  }

  public boolean contains(Ip ip) {
    return ip.family() == family() && first.compareTo(ip) <= 0 && ip.compareTo(last) <= 0;
  }

  /// Whether all addresses of the other are in this one.
  public boolean covers(IpRange other) {
    return contains(other.first) && contains(other.last);
  }

  public boolean overlaps(IpRange other) {
    return family() == other.family()
        && first.compareTo(other.last) <= 0
        && other.first.compareTo(last) <= 0;
  }

  /// The addresses of both; empty where they have none in common.
  public Optional<IpRange> common(IpRange other) {
    if (!overlaps(other)) {
      return Optional.empty();
    }
    var from = first.compareTo(other.first) >= 0 ? first : other.first;
    var to = last.compareTo(other.last) <= 0 ? last : other.last;
    return Optional.of(new IpRange(from, to));
  }

  /// What is left without the holes, in order.
  public List<IpRange> minus(Collection<IpRange> holes) {
    var parts = List.of(this);
    for (var hole : holes) {
      parts = parts.stream().flatMap(part -> part.minus(hole)).toList();
    }
    return parts;
  }

  private Stream<IpRange> minus(IpRange hole) {
    if (!overlaps(hole)) {
      return Stream.of(this);
    }
    var parts = Stream.<IpRange>builder();
    if (first.compareTo(hole.first) < 0) {
      parts.add(new IpRange(first, hole.first.plus(-1)));
    }
    if (hole.last.compareTo(last) < 0) {
      parts.add(new IpRange(hole.last.plus(1), last));
    }
    return parts.build();
  }

  /// The same addresses, each in one range, in order.
  public static List<IpRange> merged(Collection<IpRange> ranges) {
    var merged = new ArrayList<IpRange>();
    for (var range : ranges.stream().sorted().toList()) {
      if (merged.isEmpty() || !merged.getLast().overlaps(range)) {
        merged.add(range);
      } else {
        var before = merged.removeLast();
        boolean within = range.last().compareTo(before.last()) <= 0;
        merged.add(new IpRange(before.first(), within ? before.last() : range.last()));
      }
    }
    return List.copyOf(merged);
  }

  /// The number of addresses; [Long#MAX_VALUE] where there are more.
  public long size() {
    long high = last.high() - first.high();
    long low = last.low() - first.low();
    boolean borrow = Long.compareUnsigned(last.low(), first.low()) < 0;
    boolean fits = high - (borrow ? 1 : 0) == 0 && low >= 0 && low < Long.MAX_VALUE;
    return fits ? low + 1 : Long.MAX_VALUE;
  }

  /// As a CIDR block (`10.0.0.0/24`), where these addresses are one of more than one address.
  public Optional<String> toBlock() {
    for (int prefix = family().bits() - 1; prefix >= 0; prefix--) {
      var block = block(first, Integer.toString(prefix));
      if (block.isEmpty() || block.get().last.compareTo(last) > 0) {
        return Optional.empty(); // any larger block would not start here, or end further on
      }
      if (block.get().last.equals(last)) {
        return Optional.of(first + "/" + prefix);
      }
    }
    return Optional.empty();
  }

  /// The fewest CIDR blocks that are these addresses together, in order. None has a prefix of no
  /// bits: all addresses of a family are two.
  public List<IpRange> toBlocks() {
    var blocks = new ArrayList<IpRange>();
    var rest = Optional.of(this);
    while (rest.isPresent()) {
      var block = rest.get().largestBlock();
      blocks.add(block);
      rest =
          block.last.equals(last)
              ? Optional.empty()
              : Optional.of(new IpRange(block.last.plus(1), last));
    }
    return blocks;
  }

  /// That begins where this does.
  private IpRange largestBlock() {
    for (int prefix = 1; prefix < family().bits(); prefix++) {
      var block = block(first, Integer.toString(prefix));
      if (block.isPresent() && covers(block.get())) {
        return block.get();
      }
    }
    return new IpRange(first, first);
  }

  @Override
  public int compareTo(IpRange other) {
    int byFirst = first.compareTo(other.first);
    return byFirst != 0 ? byFirst : last.compareTo(other.last);
  }

  @Override
  public String toString() {
    return first.equals(last) ? first.toString() : first + "-" + last;
  }
}
