// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/// Takes programs out of the images that the Kubernetes project publishes, of the versions that
/// the Go modules name, into the cache. The others have no image there.
///
/// @param command the docker client, with the flags to call it by
record DockerImages(List<String> command, Path cache) {

  /// @param path of the program in the image
  private record Image(String reference, String path) {}

  static DockerImages installed() {
    // Without the limit a client whose engine hangs would hang with it.
    return new DockerImages(List.of("timeout", "300", "docker"), GoBuild.caches());
  }

  /// The program in the cache, or empty where no image has it or Docker can't bring it.
  Optional<Path> program(Part part) {
    return image(part).flatMap(image -> program(part, image));
  }

  private Optional<Path> program(Part part, Image image) {
    var folder = cache.resolve("images").resolve(image.reference().replaceAll("[/:]", "_"));
    var program = folder.resolve(part.program);
    if (Files.isExecutable(program)) {
      return Optional.of(program);
    }
    if (!answers()) {
      return Optional.empty();
    }
    System.err.println("taking " + part.program + " out of " + image.reference() + " ...");
    var created = docker("create", image.reference());
    if (created.exit() != 0) {
      System.err.println("no " + image.reference() + ": " + created.err().strip());
      return Optional.empty();
    }
    var container = created.out().strip();
    try {
      Files.createDirectories(folder);
      var unfinished = folder.resolve(part.program + ".unfinished");
      docker("cp", container + ":" + image.path(), unfinished.toString())
          .orThrow("docker cp " + image.reference());
      Files.move(unfinished, program, StandardCopyOption.ATOMIC_MOVE);
      return Optional.of(program);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep " + program, e);
    } finally {
      docker("rm", container);
    }
  }

  private static Optional<Image> image(Part part) {
    return switch (part) {
      case ETCD -> {
        var version = part.module.version("go.etcd.io/etcd/server/v3").substring(1);
        yield Optional.of(
            new Image("registry.k8s.io/etcd:" + version + "-0", "/usr/local/bin/etcd"));
      }
      case API_SERVER, CONTROLLER_MANAGER, SCHEDULER, PROXY ->
          Optional.of(kubernetes(part, "/usr/local/bin/" + part.program));
      case KUBECTL -> Optional.of(kubernetes(part, "/bin/kubectl"));
      case COREDNS -> {
        var version = part.module.version("github.com/coredns/coredns");
        yield Optional.of(new Image("registry.k8s.io/coredns/coredns:" + version, "/coredns"));
      }
      case KUBELET, CONTAINERD, SHIM, CTR, HELM_3, HELM_4 -> Optional.empty();
    };
  }

  private static Image kubernetes(Part part, String path) {
    var version = part.module.version("k8s.io/kubernetes");
    return new Image("registry.k8s.io/" + part.program + ":" + version, path);
  }

  private boolean answers() {
    try {
      return docker("version", "--format", "{{.Server.Version}}").exit() == 0;
    } catch (UncheckedIOException noDocker) {
      return false;
    }
  }

  private Run docker(String... arguments) {
    var all = new java.util.ArrayList<>(command);
    all.addAll(List.of(arguments));
    return Run.of("", all);
  }
}
