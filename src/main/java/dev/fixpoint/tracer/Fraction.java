// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import java.math.BigInteger;
import java.util.Locale;

/// An exact part of all connections, reduced.
///
/// @param numerator from 0 to `denominator`
/// @param denominator above 0
public record Fraction(long numerator, long denominator) implements Comparable<Fraction> {

  public static final Fraction ALL = new Fraction(1, 1);

  public Fraction {
    if (numerator < 0 || denominator < 1 || numerator > denominator) {
      throw new IllegalArgumentException("no part: " + numerator + "/" + denominator);
    }
    long common = gcd(BigInteger.valueOf(numerator), denominator);
    numerator /= common;
    denominator /= common;
  }

  private static long gcd(BigInteger a, long b) {
    return a.gcd(BigInteger.valueOf(b)).longValueExact();
  }

  public Fraction plus(Fraction other) {
    long common = gcd(BigInteger.valueOf(denominator), other.denominator);
    long all = Math.multiplyExact(denominator / common, other.denominator);
    return new Fraction(
        Math.addExact(
            Math.multiplyExact(numerator, all / denominator),
            Math.multiplyExact(other.numerator, all / other.denominator)),
        all);
  }

  /// One of so many equal parts of it.
  public Fraction dividedBy(int parts) {
    return new Fraction(numerator, Math.multiplyExact(denominator, parts));
  }

  @Override
  public int compareTo(Fraction other) {
    return Long.compare(
        Math.multiplyExact(numerator, other.denominator),
        Math.multiplyExact(other.numerator, denominator));
  }

  /// `33.3%`
  public String percent() {
    return String.format(Locale.ROOT, "%.1f%%", 100.0 * numerator / denominator);
  }

  /// `1/3`, or `1` for all.
  @Override
  public String toString() {
    return denominator == 1 ? Long.toString(numerator) : numerator + "/" + denominator;
  }
}
