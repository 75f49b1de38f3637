// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/// Bearer tokens that the API server knows from its start: the programs of pods log in with one,
/// and not with a certificate.
record Tokens(Map<String, String> byUser, String group) {

  /// New ones, for users of one group.
  static Tokens of(List<String> users, String group) {
    var tokens = new TreeMap<String, String>();
    users.forEach(user -> tokens.put(user, UUID.randomUUID().toString()));
    return new Tokens(tokens, group);
  }

  /// As `--token-auth-file` takes it.
  Path file(Sandbox sandbox) {
    var lines = new StringBuilder();
    byUser.forEach(
        (user, token) -> lines.append("%s,%s,%s,%s%n".formatted(token, user, user, group)));
    return sandbox.write("tokens.csv", lines.toString());
  }
}
