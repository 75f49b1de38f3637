// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SandboxIT {

  /// A run with a bit of everything that waits to be killed; says its folder first.
  static final class Victim {
    static void main() throws IOException {
      var sandbox = Sandbox.open();
      var netns = sandbox.netns("a");
      var mount = Files.createDirectory(sandbox.folder().resolve("mount"));
      Run.of("mount", "-t", "tmpfs", "tmpfs", mount.toString()).orThrow("mount");
      sandbox.start("outside", Optional.empty(), Map.of(), List.of("sleep", "86401"));
      var inside = sandbox.start("in", Optional.of(netns), Map.of(), List.of("sleep", "86402"));
      System.out.println(sandbox.folder() + " " + inside.process().pid());
      System.in.read();
      System.exit(0);
    }
  }

  private record Child(Process process, Path folder, Optional<Pid> inside) {

    static Child start() throws IOException {
      var java = Path.of(System.getProperty("java.home"), "bin/java").toString();
      var classPath = System.getProperty("java.class.path");
      var process =
          new ProcessBuilder(
                  java,
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  classPath,
                  Victim.class.getName())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      var words = process.inputReader().readLine().split(" ");
      return new Child(process, Path.of(words[0]), Pid.of(Long.parseLong(words[1])));
    }

    String id() {
      return folder.getFileName().toString().substring("fixpoint-".length());
    }

    List<Pid> processes() {
      return Pid.readAll(folder.resolve("processes"));
    }

    void assertGone(List<Pid> processes) throws IOException {
      assertThat(folder).doesNotExist();
      assertThat(processes).hasSize(2).noneMatch(Pid::isAlive);
      assertThat(inside).isPresent().get().matches(pid -> !pid.isAlive());
      assertThat(Run.of("ip", "netns", "list").out()).doesNotContain("fx-" + id() + "-");
      assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(folder + "/");
    }
  }

  @Test
  void aKilledRunIsRemovedByTheNextAndALiveOneIsLeftAlone() throws Exception {
    var killed = Child.start();
    var alive = Child.start();
    var processes = killed.processes();
    var others = alive.processes();
    killed.process().destroyForcibly().waitFor();
    assertThat(processes).allMatch(Pid::isAlive);

    Sandbox.open().close();

    killed.assertGone(processes);
    assertThat(others).allMatch(Pid::isAlive);
    assertThat(alive.folder()).exists();

    alive.process().destroy(); // SIGTERM: its own shutdown hook removes all
    assertThat(alive.process().waitFor(1, TimeUnit.MINUTES)).isTrue();
    alive.assertGone(others);
  }

  @Test
  void aProcessThatOnlyHasTheSameNumberIsLeftAlone() throws Exception {
    var stranger = new ProcessBuilder("sleep", "86403").start();
    try (var sandbox = Sandbox.open()) {
      sandbox.write("processes", stranger.pid() + " 12345 reused\n");
    }
    assertThat(stranger.isAlive()).isTrue();
    stranger.destroyForcibly().waitFor();
  }

  @Test
  void closingLeavesNothing() {
    var sandbox = Sandbox.open();
    var netns = sandbox.netns("a");
    var process = sandbox.start("s", Optional.of(netns), Map.of(), List.of("sleep", "86404"));
    sandbox.close();
    assertThat(sandbox.folder()).doesNotExist();
    assertThat(netns.exists()).isFalse();
    assertThat(process.process().onExit().join().isAlive()).isFalse();
  }
}
