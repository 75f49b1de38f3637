// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.wire.DrainWire;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// How long a command waits, as people write it: `500ms`, `30s`, `2m`.
final class WaitTime implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String text) {
    return DrainWire.duration(text)
        .orElseThrow(
            () -> new TypeConversionException("'" + text + "' is no time such as 30s or 2m"));
  }
}
