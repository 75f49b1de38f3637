// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NetnsIT {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static Sandbox sandbox;
  private static Netns netns;

  @BeforeAll
  static void open() {
    sandbox = Sandbox.open();
    netns = sandbox.netns("a");
  }

  @AfterAll
  static void close() {
    sandbox.close();
  }

  @Test
  void javaCodeAndProcessesSeeTheSameInterfaces() {
    netns.ip("link add inner7 type veth peer name inner8");
    // Not /proc/net, and so not NetworkInterface: that is the main thread's namespace.
    var inside = netns.call(() -> Files.readString(Path.of("/proc/thread-self/net/dev")));
    assertThat(inside).contains("inner7");
    assertThat(netns.exec("ip", "-o", "link").out()).contains("inner7");
    assertThat(Run.of("ip", "-o", "link").out()).doesNotContain("inner7");
  }

  @Test
  void aSettingIsTheNamespacesOwn() throws IOException {
    var forward = Path.of("/proc/sys/net/ipv4/conf/lo/forwarding");
    var outside = Files.readString(forward);
    netns.sysctl("net.ipv4.conf.lo.forwarding", outside.startsWith("1") ? "0" : "1");
    assertThat(netns.call(() -> Files.readString(forward))).isNotEqualTo(outside);
    assertThat(Files.readString(forward)).isEqualTo(outside);
  }

  @Test
  void aServerInsideIsReachedFromInsideOnly() throws NoAnswer {
    try (var server = new EchoServer(netns, 0, "inner")) {
      assertThat(Client.ask(netns, "127.0.0.1", server.port(), LIMIT)).isEqualTo("inner");
      try (var stream = Client.open(netns, "127.0.0.1", server.port(), LIMIT)) {
        assertThat(stream.send("hello")).isEqualTo("inner: hello");
        assertThat(stream.send("again")).isEqualTo("inner: again");
      }
      var other = sandbox.netns("b");
      assertThatThrownBy(() -> Client.ask(other, "127.0.0.1", server.port(), LIMIT))
          .isInstanceOfSatisfying(
              NoAnswer.class, e -> assertThat(e.kind()).isEqualTo(NoAnswer.Kind.REFUSED));
      assertThatThrownBy(() -> Client.ask(other, "192.0.2.1", server.port(), LIMIT))
          .isInstanceOfSatisfying(
              NoAnswer.class, e -> assertThat(e.kind()).isEqualTo(NoAnswer.Kind.UNREACHABLE));
    }
  }

  @Test
  void anExceptionInsideIsTheCallers() {
    assertThatThrownBy(
            () ->
                netns.run(
                    () -> {
                      throw new IllegalArgumentException("from inside");
                    }))
        .hasMessage("from inside");
  }
}
