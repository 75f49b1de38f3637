// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// The cluster's certificate authority and what it signs, made with openssl.
final class Certificates {

  /// A certificate and its key, as PEM files.
  record Pair(Path certificate, Path key) {}

  private final Path folder;
  private final Pair authority;
  private final AtomicInteger count = new AtomicInteger();

  Certificates(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.authority =
        make(
            "ca",
            "/CN=fixpoint-test-kit-ca",
            List.of("-addext", "keyUsage=critical,keyCertSign,cRLSign"));
  }

  /// The certificate that all others can be checked with.
  Path authority() {
    return authority.certificate();
  }

  Pair server(String name, String alternativeNames) {
    return signed(name, "/CN=" + name, "serverAuth", "subjectAltName=" + alternativeNames);
  }

  /// For a client: Kubernetes takes the common name for the user and the organisations for
  /// groups.
  Pair client(String user, String... groups) {
    var subject = new StringBuilder();
    for (var group : groups) {
      subject.append("/O=").append(group);
    }
    subject.append("/CN=").append(user);
    var name = "client-" + count.incrementAndGet();
    return signed(name, subject.toString(), "clientAuth", "subjectAltName=DNS:client");
  }

  /// A bare key pair, for the tokens of service accounts.
  Path key(String name) {
    var file = folder.resolve(name + ".key");
    Run.of("openssl", "genrsa", "-out", file.toString(), "2048").orThrow("key " + name);
    return file;
  }

  private Pair signed(String name, String subject, String usage, String extension) {
    return make(
        name,
        subject,
        List.of(
            "-CA",
            authority.certificate().toString(),
            "-CAkey",
            authority.key().toString(),
            "-addext",
            "basicConstraints=critical,CA:FALSE",
            "-addext",
            "extendedKeyUsage=" + usage,
            "-addext",
            extension));
  }

  private Pair make(String name, String subject, List<String> more) {
    var pair = new Pair(folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
    var command = new ArrayList<>(List.of("openssl", "req", "-x509", "-newkey", "rsa:2048"));
    command.addAll(List.of("-nodes", "-days", "3650", "-subj", subject));
    command.addAll(List.of("-out", pair.certificate().toString()));
    command.addAll(List.of("-keyout", pair.key().toString()));
    command.addAll(more);
    Run.of("", command).orThrow("certificate for " + subject);
    return pair;
  }
}
