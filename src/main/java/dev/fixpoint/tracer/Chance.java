// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import java.math.BigInteger;

/// A part of all connections, of any size of number; above 0 and up to 1.
///
/// @param of above 0
record Chance(BigInteger part, BigInteger of) {

  static final Chance CERTAIN = new Chance(BigInteger.ONE, BigInteger.ONE);

  private static final BigInteger TWO = BigInteger.TWO;

  Chance {
    var common = part.gcd(of);
    part = part.divide(common);
    of = of.divide(common);
  }

  static Chance oneIn(long number) {
    return new Chance(BigInteger.ONE, BigInteger.valueOf(number));
  }

  /// The simplest part that is so many 2^-31, rounded: what the kernel compares has 31 bits.
  static Chance ofBits(long bits) {
    var wide = BigInteger.ONE.shiftLeft(32);
    return simplest(BigInteger.valueOf(2 * bits - 1), wide, BigInteger.valueOf(2 * bits + 1), wide);
  }

  /// Of all that are between two the one with the smallest denominator (Stern-Brocot).
  private static Chance simplest(
      BigInteger low, BigInteger lowOf, BigInteger high, BigInteger highOf) {
    var whole = low.divide(lowOf);
    if (whole.add(BigInteger.ONE).multiply(highOf).compareTo(high) < 0) {
      return new Chance(whole.add(BigInteger.ONE), BigInteger.ONE);
    }
    var inner =
        simplest(
            highOf,
            high.subtract(whole.multiply(highOf)),
            lowOf,
            low.subtract(whole.multiply(lowOf)));
    return new Chance(whole.multiply(inner.part).add(inner.of), inner.part);
  }

  Chance times(Chance other) {
    return new Chance(part.multiply(other.part), of.multiply(other.of));
  }

  Chance plus(Chance other) {
    return new Chance(part.multiply(other.of).add(other.part.multiply(of)), of.multiply(other.of));
  }

  /// What is left of all; of something less than all.
  Chance rest() {
    return new Chance(of.subtract(part), of);
  }

  /// Exact where it fits, else to 2^-31.
  Fraction fraction() {
    if (of.bitLength() < Long.SIZE / 2) {
      return new Fraction(part.longValueExact(), of.longValueExact());
    }
    long bits = part.shiftLeft(32).divide(of).add(BigInteger.ONE).divide(TWO).longValueExact();
    return new Fraction(bits, 1L << 31);
  }
}
