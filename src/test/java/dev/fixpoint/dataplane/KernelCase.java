// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fixpoint.forwarding.Capability;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/// A class of tests on one [TestNet], each test with a backend that holds nothing on its node.
/// What any backend must do is in the abstract classes beside this one, which the integration
/// tests of each backend extend; these need iproute2 and sysctl, and no other tool.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class KernelCase {
  protected static final String VIP = "10.96.0.1";

  protected TestNet net;
  protected Dataplane dataplane;

  protected abstract Backend backend();

  @BeforeAll
  void connect() throws Exception {
    net = new TestNet();
  }

  @AfterAll
  void disconnect() throws Exception {
    if (dataplane != null) {
      end();
    }
    if (net != null) {
      net.close();
    }
  }

  @BeforeEach
  void open() throws Exception {
    if (dataplane == null) {
      dataplane = net.in(TestNet.NODE, backend()::open);
    }
  }

  /// How often the kernel is changed while clients connect all the time: less where that is slow.
  protected int changes() {
    return 200;
  }

  /// Whether a test begins with what the one before has left, rather than with nothing.
  protected boolean goesOn() {
    return false;
  }

  @AfterEach
  void cleanup() throws Exception {
    if (!goesOn()) {
      end();
    }
  }

  private void end() throws Exception {
    net.in(
        TestNet.NODE,
        () -> {
          dataplane.cleanup();
          dataplane.close();
          return null;
        });
    dataplane = null;
    assertThat(backend().held(net)).as("what is left").isBlank();
  }

  /// Skips a test of what this backend says it cannot do.
  protected void needs(Capability capability) {
    assumeThat(dataplane.capabilities()).contains(capability);
  }

  /// Skips a test of what this backend cannot do by its nature.
  protected void unless(String limit) {
    assumeThat(backend().limits()).doesNotContain(limit);
  }

  /// @return how many differences there were
  protected int replace(Map<Frontend, Forward> table, NodeRules rules) throws Exception {
    return net.in(TestNet.NODE, () -> dataplane.replace(table, rules));
  }

  /// @param table as [Sample#forwards] has it
  protected int replace(String table) throws Exception {
    return replace(Sample.forwards(table), NodeRules.NONE);
  }

  protected void update(Map<Frontend, Forward> changed, Set<Frontend> removed, NodeRules rules)
      throws Exception {
    net.in(
        TestNet.NODE,
        () -> {
          dataplane.update(changed, removed, rules);
          return null;
        });
  }

  /// @param changed as [Sample#forwards] has it
  /// @param removed as [Sample#frontend] has it
  protected void update(String changed, String... removed) throws Exception {
    var gone = new TreeSet<Frontend>();
    for (var text : removed) {
      gone.add(Sample.frontend(text));
    }
    update(Sample.forwards(changed), gone, NodeRules.NONE);
  }

  /// Who answers sixty connections to port 80 of [#VIP].
  protected Set<String> answering(String from) throws Exception {
    var names = new TreeSet<String>();
    for (int i = 0; i < 60; i++) {
      names.add(net.ask(from, VIP, 80).split(" ")[0]);
    }
    return names;
  }

  /// At once: the client did not have to send a second time, which it does after a second.
  protected void assertRefusedAtOnce(String from, String address, int port) throws Exception {
    long sent = retransmissions(from);
    assertThatThrownBy(() -> net.ask(from, address, port))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("refused");
    assertThat(retransmissions(from)).isEqualTo(sent);
  }

  /// `RetransSegs`, the twelfth of the TCP figures of a namespace (RFC 1213).
  private long retransmissions(String from) throws Exception {
    var figures = net.in(from, () -> Files.readAllLines(Path.of("/proc/thread-self/net/snmp")));
    var tcp = figures.stream().filter(line -> line.startsWith("Tcp: ")).toList();
    return Long.parseLong(tcp.getLast().split(" ")[12]);
  }

  /// Whether a connection still works.
  protected static boolean repeats(Socket socket) throws Exception {
    socket.getOutputStream().write("still here\n".getBytes(StandardCharsets.UTF_8));
    return TestNet.line(socket).equals("still here");
  }
}
