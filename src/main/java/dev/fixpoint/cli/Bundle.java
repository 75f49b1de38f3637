// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/// Files for who helps, each read for itself: what cannot be read is told in one of them.
final class Bundle {
  private static final String FOLDER = "fixpoint-diag/";
  private static final String MISSING = "missing.txt";

  private final Map<String, String> files = new LinkedHashMap<>();
  private final List<String> missing = new ArrayList<>();

  /// Takes what `content` gives, or why it gives nothing.
  void add(String path, Supplier<String> content) {
    try {
      files.put(path, content.get());
    } catch (KubernetesClientException e) {
      var status = e.getStatus();
      missing.add(path + ": " + (status == null ? e.getMessage() : status.getMessage()));
    } catch (ClientFailure e) {
      missing.add(path + ": " + e.getMessage());
    }
  }

  List<String> files() {
    return List.copyOf(files.keySet());
  }

  List<String> missing() {
    return List.copyOf(missing);
  }

  /// A `tar.gz`.
  void write(OutputStream out) throws IOException {
    try (var tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(out))) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (var file : files.entrySet()) {
        write(tar, file.getKey(), file.getValue());
      }
      if (!missing.isEmpty()) {
        write(tar, MISSING, String.join("\n", missing) + "\n");
      }
    }
  }

  private static void write(TarArchiveOutputStream tar, String path, String text)
      throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    var entry = new TarArchiveEntry(FOLDER + path);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }
}
