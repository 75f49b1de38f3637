// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/// Images of one layer, written as OCI archives without any container tool. Both are made of the
/// machine's static busybox.
final class OciImage {

  static final String PAUSE = "localhost/pause:1";

  /// Serves its host name at `/` on port 8080, and `/healthz` as long as the file /www/healthz is
  /// there; has a shell and wget for clients.
  static final String WEB = "localhost/web:1";

  static final String EXAMPLE = "docker.io/library/busybox:1.37";

  private static final Path BUSYBOX = Path.of("/bin/busybox");
  private static final String SERVE =
      """
      #!/bin/sh
      mkdir -p /www
      hostname > /www/index.html
      echo ok > /www/healthz
      trap 'exit 0' TERM INT
      httpd -f -p 8080 -h /www &
      wait
      """;

  private final TreeMap<String, byte[]> blobs = new TreeMap<>();

  private OciImage() {}

  /// What keeps a pod's namespaces: it does nothing, for ever.
  static void pause(Path archive) {
    new OciImage().write(archive, PAUSE, "\"/bin/sleep\",\"2147483647\"");
  }

  static void web(Path archive) {
    new OciImage().write(archive, WEB, "\"/bin/serve\"");
  }

  /// What stands for the image that the examples of the documents name.
  static void example(Path archive) {
    new OciImage().write(archive, EXAMPLE, "\"/bin/sh\"");
  }

  private void write(Path archive, String reference, String entryPoint) {
    try {
      var layer = layer();
      var architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
      var config =
          blob(
              """
              {"architecture":"%s","os":"linux",\
              "config":{"Entrypoint":[%s],"Env":["PATH=/bin"]},\
              "rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}"""
                  .formatted(architecture, entryPoint, hash(layer)),
              "image.config.v1+json");
      var manifest =
          blob(
              """
              {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",\
              "config":%s,"layers":[%s]}"""
                  .formatted(config, blob(layer, "image.layer.v1.tar")),
              "image.manifest.v1+json");
      var named =
          manifest.substring(0, manifest.length() - 1)
              + ",\"annotations\":{\"io.containerd.image.name\":\"%s\"}}".formatted(reference);
      var index = "{\"schemaVersion\":2,\"manifests\":[%s]}".formatted(named);
      var tar = new Tar();
      tar.file("oci-layout", 0644, bytes("{\"imageLayoutVersion\":\"1.0.0\"}"));
      tar.file("index.json", 0644, bytes(index));
      blobs.forEach((name, content) -> tar.file("blobs/sha256/" + name, 0644, content));
      Files.createDirectories(archive.getParent());
      Files.write(archive, tar.end());
    } catch (IOException e) {
      throw new UncheckedIOException("image " + reference, e);
    }
  }

  private static byte[] layer() throws IOException {
    if (!Files.isExecutable(BUSYBOX)) {
      throw new IOException("no " + BUSYBOX + ": apt-get install busybox-static");
    }
    var tar = new Tar().folder("bin").folder("etc").folder("tmp").folder("www");
    tar.file("bin/busybox", 0755, Files.readAllBytes(BUSYBOX));
    tar.file("bin/serve", 0755, bytes(SERVE));
    tar.file("etc/passwd", 0644, bytes("root:x:0:0:root:/:/bin/sh\n"));
    Run.of(BUSYBOX.toString(), "--list")
        .out()
        .lines()
        .filter(applet -> !applet.equals("busybox"))
        .forEach(applet -> tar.link("bin/" + applet, "busybox"));
    return tar.end();
  }

  private String blob(String content, String type) {
    return blob(bytes(content), type);
  }

  /// Adds the content to the image and gives its descriptor.
  private String blob(byte[] content, String type) {
    var hash = hash(content);
    blobs.put(hash, content);
    return """
    {"mediaType":"application/vnd.oci.%s","digest":"sha256:%s","size":%d}"""
        .formatted(type, hash, content.length);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hash(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
