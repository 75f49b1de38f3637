// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.bench.report.Results;
import dev.fixpoint.dataplane.KernelBench;
import dev.fixpoint.kit.ControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Measures what changes cost: this system beside kube-proxy, or one part of it alone.
public final class Bench {
  private static final String[] MANY_FRONTENDS = {"nftables", "1000", "10000", "100000"};
  private static final List<String> IN_GUEST =
      List.of("iptables-legacy", "ipvs", "100", "1000", "5000");
  private static final int MANY_SERVICES = 10_000;
  private static final int MANY_PODS = 50_000;
  static final Path FOLDER = Path.of("target/bench");
  private static final Path RESULTS = FOLDER.resolve("results.json");
  private static final Path DOCS = Path.of("docs");

  private Bench() {}

  /// @param args nothing or what [Options] understands: the comparison; or
  ///     `docs` and result files, by default that of the last run: writes the page of them; or
  ///     `kernel`, backends and numbers of frontends, by default nftables up to 100,000; or
  ///     `guest` and the same, in a kernel with IPVS, by default up to 5,000; or
  ///     `agent` and numbers of addresses, by default 1,000 and 10,000; or
  ///     `memory` and the numbers of VirtualServices and pods, by default 10,000 and 50,000; or
  ///     `latency` and numbers of VirtualServices, by default 10, 1,000 and 5,000; or `ipam` and
  ///     the number of addresses, by default 10,000
  public static void main(String... args) throws Exception {
    var rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
    boolean good = true;
    switch (args.length == 0 ? "" : args[0]) {
      case "ipam" -> IpamBench.main(rest);
      case "latency" -> latency(rest);
      case "memory" -> memory(rest);
      case "agent" -> agent(rest);
      case "kernel" -> KernelBench.main(rest.length > 0 ? rest : MANY_FRONTENDS);
      case "guest" -> good = GuestBench.run(rest.length > 0 ? List.of(rest) : IN_GUEST);
      case "docs" -> docs(rest);
      default -> good = compare(args);
    }
    System.exit(good ? 0 : 1);
  }

  private static boolean compare(String... args) throws IOException {
    Options options;
    try {
      options = Options.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println("make bench: " + e.getMessage() + "; see docs/development.md");
      return false;
    }
    var recorder = new Recorder(RESULTS, Surroundings.of(options));
    boolean good = new Comparison(options, recorder, new Progress()).run();
    Pages.write(recorder.results(), FOLDER);
    System.out.println("written: " + RESULTS + ", " + FOLDER.resolve(Pages.NAME));
    if (options.isWhole()) {
      docs();
    }
    return good;
  }

  private static void docs(String... files) throws IOException {
    var results = files.length == 0 ? read(RESULTS) : read(Path.of(files[0]));
    for (int i = 1; i < files.length; i++) {
      results = results.and(read(Path.of(files[i])));
    }
    Pages.write(results, DOCS);
    System.out.println("written: " + DOCS.resolve(Pages.NAME));
  }

  private static Results read(Path file) throws IOException {
    return Results.parse(Files.readString(file));
  }

  private static void latency(String... sizes) {
    try (var controlPlane = ControlPlane.start()) {
      controlPlane.applyCrds();
      LatencyBench.run(controlPlane, sizes);
    }
  }

  private static void agent(String... sizes) throws Exception {
    try (var controlPlane = ControlPlane.start()) {
      controlPlane.applyCrds();
      AgentBench.run(controlPlane, sizes);
    }
  }

  private static void memory(String... args) throws Exception {
    int services = args.length > 0 ? Integer.parseInt(args[0]) : MANY_SERVICES;
    int pods = args.length > 1 ? Integer.parseInt(args[1]) : MANY_PODS;
    System.out.printf("The operator with %d VirtualServices and %d pods:%n", services, pods);
    try (var controlPlane = ControlPlane.start()) {
      controlPlane.applyCrds();
      MemoryBench.run(controlPlane, services, pods);
    }
  }
}
