// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/// Numbers for people: three digits that matter, whole ones above a hundred.
final class Figure {
  private static final MathContext THREE = new MathContext(3);
  private static final int WHOLE = 100;

  private Figure() {}

  static String of(double value) {
    if (Math.abs(value) >= WHOLE || value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%,d", Math.round(value));
    }
    return BigDecimal.valueOf(value).round(THREE).stripTrailingZeros().toPlainString();
  }
}
