// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

/// The image of the built jar, by the project's own Dockerfile.
public final class FixpointImage {
  private static final Path ARCHIVE = Path.of("target/image/fixpoint.tar");
  private static final Duration LIMIT = Duration.ofMinutes(15);

  private FixpointImage() {}

  /// Builds it where it is not of this jar already, with the progress on stderr.
  ///
  /// @return the OCI archive
  public static Path archive() {
    try {
      var build = new ProcessBuilder(".ci/image").inheritIO();
      build.redirectOutput(ProcessBuilder.Redirect.DISCARD);
      var process = build.start();
      if (!process.waitFor(LIMIT)) {
        process.destroy();
        throw new IllegalStateException(".ci/image does not end within " + LIMIT);
      }
      if (process.exitValue() != 0) {
        throw new IllegalStateException("no image: see above what .ci/image says");
      }
      return ARCHIVE.toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run .ci/image", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
