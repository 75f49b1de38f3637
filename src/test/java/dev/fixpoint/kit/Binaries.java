// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where the programs of a cluster are on this machine. Looked for in this order: the folder in
/// `FIXPOINT_KUBE_BIN`; an envtest install of Kubernetes 1.34 or newer; the user's cache, which
/// is filled, where nothing else has the program, from the images of the Kubernetes project where
/// Docker answers, else by a build from the Go modules of `src/test/tools`.
record Binaries(Map<Part, Path> paths) {

  private static final Pattern VERSION = Pattern.compile("v1\\.(\\d+)\\.");
  private static final int OLDEST_MINOR = 34;

  /// Finds or builds exactly these parts.
  static synchronized Binaries of(Set<Part> parts) {
    var folders = ready();
    var paths = new EnumMap<Part, Path>(Part.class);
    for (var part : parts) {
      paths.put(part, in(folders, part).orElseGet(() -> made(part)));
    }
    return new Binaries(paths);
  }

  private static Path made(Part part) {
    return DockerImages.installed()
        .program(part)
        .orElseGet(() -> GoBuild.of(part.module).path(part));
  }

  Path path(Part part) {
    return paths.get(part);
  }

  private static Optional<Path> in(List<Path> folders, Part part) {
    return folders.stream()
        .map(folder -> folder.resolve(part.program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static List<Path> ready() {
    var folders = new ArrayList<Path>();
    environment("FIXPOINT_KUBE_BIN").ifPresent(folders::add);
    var envtest = new ArrayList<Path>();
    environment("KUBEBUILDER_ASSETS").ifPresent(envtest::add);
    envtest.add(Path.of("/usr/local/kubebuilder/bin"));
    var installs =
        Path.of(System.getProperty("user.home"), ".local/share/kubebuilder-envtest/k8s")
            .toFile()
            .listFiles();
    if (installs != null) {
      Stream.of(installs).map(file -> file.toPath()).forEach(envtest::add);
    }
    envtest.stream().filter(Binaries::newEnough).forEach(folders::add);
    return folders;
  }

  private static Optional<Path> environment(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(v -> !v.isBlank()).map(Path::of);
  }

  private static boolean newEnough(Path folder) {
    var apiServer = folder.resolve(Part.API_SERVER.program);
    if (!Files.isExecutable(apiServer)) {
      return false;
    }
    var version = VERSION.matcher(Run.of(apiServer.toString(), "--version").out());
    return version.find() && Integer.parseInt(version.group(1)) >= OLDEST_MINOR;
  }
}
