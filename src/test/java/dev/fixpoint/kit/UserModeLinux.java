// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Another kernel, for what this machine's lacks: Debian's `user-mode-linux`, which is a program.
/// It sees this machine's files, and what it writes is gone with it, but for the folder of its
/// sandbox. Its modules include IPVS, ipset and iptables; its nf_tables has no families.
///
/// It keeps the registers of its processes by asking `ptrace` for a register set, into a buffer
/// that is too small on processors with AMX, where it panics. So it is told that there are no
/// register sets and keeps those that there were before AVX, on every machine alike: programs in it
/// must not use AVX, hence [#TUNABLES] and the option of its Java.
public final class UserModeLinux {

  private static final String TUNABLES =
      "GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX,-AVX2,-AVX512F,-AVX512VL,-AVX512BW,"
          + "-AVX_Fast_Unaligned_Load";

  private static final List<String> JAVA =
      List.of(
          "-XX:UseAVX=0",
          "-Djdk.lang.Process.launchMechanism=VFORK",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData",
          "-Xmx256m",
          "-Dfixpoint.patience=5000");

  private final Sandbox sandbox;
  private final Started machine;

  private UserModeLinux(Sandbox sandbox, Started machine) {
    this.sandbox = sandbox;
    this.machine = machine;
  }

  /// Boots it and starts a class of this JVM's class path in it, with the sandbox's folder
  /// writable. Ends with the sandbox at the latest.
  public static UserModeLinux start(Sandbox sandbox, Class<?> main, List<String> arguments) {
    if (Run.of("sh", "-c", "command -v linux.uml ipvsadm ipset").exit() != 0) {
      throw new IllegalStateException(
          "no user-mode Linux, ipvsadm or ipset: run .ci/setup as root, which installs them");
    }
    var folder = sandbox.folder();
    sandbox.write("init", resource());
    folder.resolve("init").toFile().setExecutable(true);
    sandbox.write("command", command(folder, main, arguments));
    var line =
        List.of(
            // It is one processor, and its kernel and its programs wait for each other: on one of
            // this machine's processors they do so at once, on a busy machine three times as fast.
            "nice",
            "--adjustment=-10",
            "taskset",
            "--cpu-list",
            lastProcessor(),
            // All of its processes end with the first of their namespace.
            "unshare",
            "--pid",
            "--fork",
            "--kill-child",
            "linux.uml",
            "mem=768M",
            "uml_dir=" + folder + "/",
            "umid=uml",
            "rootfstype=hostfs",
            "rootflags=/",
            "ro",
            "init=" + folder.resolve("init"),
            "state=" + folder,
            TUNABLES,
            "con=null",
            "con0=fd:0,fd:1",
            "quiet");
    var started =
        CompletableFuture.supplyAsync(
            () -> {
              Seccomp.refuseRegisterSets();
              return sandbox.start("uml", Optional.empty(), Map.of(), line);
            },
            task -> Thread.ofPlatform().name("uml-start").start(task));
    return new UserModeLinux(sandbox, started.join());
  }

  /// Of those on which this process may run.
  private static String lastProcessor() {
    try (var status = Files.lines(Path.of("/proc/self/status"))) {
      return status
          .filter(line -> line.startsWith("Cpus_allowed_list:"))
          .map(line -> line.replaceFirst(".*[^0-9]", ""))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String command(Path folder, Class<?> main, List<String> arguments) {
    var options = new StringBuilder("-cp\n");
    options.append(quoted(System.getProperty("java.class.path"))).append('\n');
    JAVA.forEach(option -> options.append(option).append('\n'));
    options.append("--enable-native-access=ALL-UNNAMED\n");
    options.append("-Djava.util.logging.manager=org.jboss.logmanager.LogManager\n");
    options.append(main.getName()).append('\n');
    arguments.forEach(argument -> options.append(quoted(argument)).append('\n'));
    try {
      Files.writeString(folder.resolve("java"), options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "cd '%s' && exec '%s' @'%s'%n"
        .formatted(
            Path.of("").toAbsolutePath(),
            Path.of(System.getProperty("java.home"), "bin/java"),
            folder.resolve("java"));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String resource() {
    try (var init = UserModeLinux.class.getResourceAsStream("/uml/init")) {
      return new String(init.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits until its program has ended and it is off; else ends it.
  ///
  /// @return whether it ended by itself, the program with status 0
  public boolean ends(Duration limit) {
    boolean ended = machine.endsWithin(limit);
    if (!ended) {
      machine.end(Pid.SIGKILL);
    }
    try {
      return ended && Files.readString(sandbox.folder().resolve("status")).strip().equals("0");
    } catch (IOException neverWritten) {
      return false;
    }
  }

  /// What it wrote to its console.
  public String console() {
    return machine.tail(400);
  }
}
