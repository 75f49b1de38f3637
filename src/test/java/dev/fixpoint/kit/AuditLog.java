// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The requests of some users that an API server has answered: one line for each, at the level
/// `Metadata`; a watch is told at its end.
public final class AuditLog {
  private static final Pattern USER = Pattern.compile("\"username\":\"([^\"]+)\"");
  private static final String POLICY =
      """
      apiVersion: audit.k8s.io/v1
      kind: Policy
      omitStages: [RequestReceived, ResponseStarted]
      rules:
      - level: Metadata
        users: %s
      """;

  private final Path file;

  private AuditLog(Path file) {
    this.file = file;
  }

  static AuditLog of(Sandbox sandbox) {
    return new AuditLog(sandbox.folder().resolve("audit.log"));
  }

  static List<String> flags(Sandbox sandbox, List<String> users) {
    var quoted = users.stream().map(user -> '"' + user + '"').toList();
    var policy = sandbox.write("audit.yaml", POLICY.formatted(quoted));
    return List.of(
        "--audit-policy-file=" + policy,
        "--audit-log-path=" + of(sandbox).file,
        "--audit-log-maxsize=100000"); // MB; else another file begins at 100
  }

  /// How far it goes, for [#since].
  public long end() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// How many requests each user has made since an earlier end.
  public Map<String, Long> since(long end) {
    var counts = new TreeMap<String, Long>();
    try (var log = new RandomAccessFile(file.toFile(), "r")) {
      log.seek(end);
      var lines =
          new java.io.BufferedReader(Channels.newReader(log.getChannel(), StandardCharsets.UTF_8));
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        var user = USER.matcher(line);
        if (user.find()) {
          counts.merge(user.group(1), 1L, Long::sum);
        }
      }
      return counts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
