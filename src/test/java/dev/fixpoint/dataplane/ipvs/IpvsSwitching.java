// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.Backend;
import dev.fixpoint.dataplane.Dataplane;
import dev.fixpoint.dataplane.KernelCase;
import dev.fixpoint.dataplane.Sample;
import dev.fixpoint.dataplane.TestNet;
import dev.fixpoint.dataplane.iptables.IptablesDataplane;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.kit.Await;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// From IPVS to iptables and back in one kernel, as the agent does it: the next one writes all,
/// then the earlier one's is removed.
public final class IpvsSwitching extends KernelCase {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final String TABLE = "1:80 AB";

  @Override
  protected Backend backend() {
    return new IpvsBackend();
  }

  @BeforeAll
  void machines() throws Exception {
    net.servePods(8080);
  }

  @Test
  @DisplayName("T36 IPVS to iptables and back: new connections go on, nothing of the old one stays")
  void aNodeSwitchesThereAndBack() throws Exception {
    for (var command :
        List.of(
            "iptables-legacy -t nat -A POSTROUTING -s 198.51.100.1 -j MASQUERADE",
            "iptables-legacy -A INPUT -s 198.51.100.1 -j DROP",
            "ipset create theirs hash:ip",
            "ipvsadm -A -t 10.96.0.9:80 -s rr")) {
      net.sh(TestNet.NODE, command);
    }
    var theirs = theirs();
    replace(TABLE);
    try (var client = new Client()) {
      client.goesOn();

      var iptables = net.in(TestNet.NODE, IptablesDataplane::open);
      onNode(() -> iptables.replace(Sample.forwards(TABLE), NodeRules.NONE));
      onNode(() -> cleaned(dataplane));
      assertThat(backend().held(net))
          .doesNotContain(VIP + ":80", "FIXPOINT-IPVS", "fixpoint-4", "fixpoint0");
      assertThat(net.sh(TestNet.NODE, "iptables-legacy-save")).contains("FIXPOINT-INSIDE");
      client.goesOn();
      client.tells("IPVS to iptables");

      try (var byRules = net.connect("p3", VIP, 80)) {
        assertThat(TestNet.line(byRules)).startsWith("p");
        assertThat(repeats(byRules)).isTrue();
        replace(TABLE);
        onNode(() -> cleaned(iptables));
        assertThat(net.sh(TestNet.NODE, "iptables-legacy-save")).doesNotContain("FIXPOINT-INSIDE");
        client.goesOn();
        assertThat(repeats(byRules)).isTrue();
        client.tells("iptables to IPVS");
      }
      onNode(
          () -> {
            iptables.close();
            return null;
          });
    }
    onNode(() -> cleaned(dataplane));
    assertThat(theirs()).isEqualTo(theirs);
    net.sh(TestNet.NODE, "ipvsadm -D -t 10.96.0.9:80");
    net.sh(TestNet.NODE, "ipset destroy theirs");
  }

  private <T> void onNode(Callable<T> task) throws Exception {
    net.in(TestNet.NODE, task);
  }

  private static Void cleaned(Dataplane dataplane) throws Exception {
    dataplane.cleanup();
    return null;
  }

  private String theirs() throws Exception {
    return net.sh(TestNet.NODE, "ipvsadm -S -n")
        + net.sh(TestNet.NODE, "ipset save")
        + net.sh(TestNet.NODE, "iptables-legacy-save").replaceAll("(?m)^[^-].*\n", "");
  }

  /// How many first packets of connections the client has sent again, which it does after a second.
  private long sentAgain() throws Exception {
    // Of another thread than the one that connects.
    var lines = net.sh(TestNet.PEER, "cat /proc/thread-self/net/netstat").lines().toList();
    var names = List.of(lines.get(0).split(" "));
    return Long.parseLong(lines.get(1).split(" ")[names.indexOf("TCPSynRetrans")]);
  }

  /// Connects all the time.
  private final class Client implements AutoCloseable {
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong longest = new AtomicLong();
    private volatile boolean ends;
    private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::connect);

    Client() {
      thread.start();
    }

    private void connect() {
      long last = System.nanoTime();
      while (!ends) {
        try (Socket socket = net.connect(TestNet.PEER, VIP, 80)) {
          TestNet.line(socket);
          answers.incrementAndGet();
          long now = System.nanoTime();
          longest.accumulateAndGet(now - last, Math::max);
          last = now;
        } catch (ConnectException refused) {
          refusals.incrementAndGet();
        } catch (Exception failed) {
          failures.incrementAndGet();
        }
      }
    }

    /// Waits for some more answers.
    void goesOn() {
      int before = answers.get();
      Await.until("more answers", LIMIT, () -> answers.get() > before + 20);
    }

    /// A slow machine may let a connection time out; none may be refused.
    void tells(String what) throws Exception {
      System.out.printf(
          "%s: %d connections, %d refused, %d timed out, %d first packets sent again in all,"
              + " the longest time without a connection %d ms%n",
          what,
          answers.getAndSet(0),
          refusals.get(),
          failures.getAndSet(0),
          sentAgain(),
          longest.getAndSet(0) / 1_000_000);
      assertThat(refusals.get()).as("refused: " + what).isZero();
    }

    @Override
    public void close() {
      ends = true;
      Await.until("the client has ended", LIMIT, () -> !thread.isAlive());
    }
  }
}
