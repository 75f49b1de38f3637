// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.bench.report.Results.Series;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PageTest {
  private final Page page = new Page(Samples.results());

  @Test
  @DisplayName("a scenario is a table for each measure, with every system beside its peers")
  void tables() {
    assertThat(page.markdown("{{readiness}}\n", "plots"))
        .isEqualTo(
            """
            **Ready → connectable, idle, ms**

            | services | system | n | p50 | p90 | p99 | max | of kube-proxy nftables |
            |---|---|--:|--:|--:|--:|--:|--:|
            | 1 | fixpoint nftables | 2 | 30 | 40 | 40 | 40 | 0.5 (0.5–0.5) |
            | 1 | kube-proxy nftables | 1 | 60 | 60 | 60 | 60 | – |
            | 1,000 | fixpoint nftables | 2 | 30 | 50 | 50 | 50 | 0.1 (0.1–0.167) |
            | 1,000 | kube-proxy nftables | 1 | 300 | 300 | 300 | 300 | – |

            ![Ready → connectable, idle, ms, by services](plots/ready-idle.svg)
            """);
  }

  @Test
  @DisplayName("words stay as they are; what was not measured and what failed is told")
  void words() {
    assertThat(
            page.markdown(
                "# Title $1\n\n{{environment}}\n\n{{start}}\n\n{{failures}}\n\nEnd.\n", "plots"))
        .isEqualTo(
            """
            # Title $1

            - kernel: 6.1
            - machine: one that is told in so many words that a line would not hold them all, and that go on below the first ones, a
              little further in

            Not measured in this run.

            - readiness, 1,000 services, kube-proxy iptables, round 1: not answered within 600 s

            End.
            """);
  }

  @Test
  @DisplayName("limits are worked out from the greatest size, the narrowest first")
  void limits() {
    var measured =
        new Results(
            Map.of(),
            List.of(
                ours(Measure.FAN_CPU, 100, 0.5),
                ours(Measure.FAN_CPU, 1_000, 2),
                ours(Measure.ACK_CPU, 1_000, 4),
                ours(Measure.EVENT_BYTES_MANY, 1_000, 25_000),
                ours(Measure.CPU_BUSY_CONTROL, 1_000, 20),
                ours(Measure.CPU_BUSY_NODE, 1_000, 5),
                ours(Measure.WATCH_MEMORY, 1_000, 100),
                ours(Measure.KERNEL, 1_000, 600),
                ours(Measure.RSS_NODE, 1, 100),
                ours(Measure.RSS_NODE, 1_001, 110)),
            List.of());
    assertThat(new Page(measured).markdown("{{limits}}\n", "plots"))
        .isEqualTo(
            """
            - 5,000 nodes, 10,000 services, 250 endpoints each; an API server of 8 cores and 10 Gbit/s.

            | bound | because | changes a second |
            |---|---|--:|
            | API server, processor | 10 s for a change; acks take 2 cores | 0.6 |
            | API server, network | 119 MiB for a change to all nodes | 10 |
            | operator, processor | 20 ms of one core | 50 |
            | agent, processor | 5 ms of one core of each node | 200 |

            - What comes to its end first: **API server, processor**.
            - The last ack of a change comes after 10 s: 5,000 acks at 500 a second.
            - An intent of 250 endpoints is 24.4 KiB of JSON, of at most 1,536 that etcd takes; all of them 238 MiB of its 2,048.
            - An agent that starts lists 238 MiB; all at once, 1,164 GiB, for which the network takes 16.7 minutes.
            - The watches of all agents take 488 MiB of the API server's memory: 100 KiB each.
            - The agent's memory grew by 10.2 KiB for each service of 5 endpoints, from 1 services to 1,001; it grows with
              endpoints, so that more of them want a greater heap than the chart's.
            - The kernel of a node takes 600 bytes for a service of 5 endpoints; with 250, at most 286 MiB for all.
            """);
  }

  @Test
  @DisplayName(
      "bytes of a service: of programs by their growth since the least size, others as measured")
  void bytes() {
    var measured =
        new Results(
            Map.of(),
            List.of(
                ours(Measure.RSS_CONTROL, 1, 100),
                ours(Measure.RSS_CONTROL, 1_025, 120),
                ours(Measure.RSS_NODE, 1, 100),
                ours(Measure.RSS_NODE, 1_025, 110),
                ours(Measure.KERNEL, 1_025, 600)),
            List.of());
    assertThat(new Page(measured).markdown("{{bytes}}\n", "plots"))
        .isEqualTo(
            """
            **Bytes for each service**

            | services | system | operator or controller-manager | agent or kube-proxy | kernel | API server keeps |
            |---|---|--:|--:|--:|--:|
            | 1,025 | fixpoint nftables | 20,480 | 10,240 | 600 | – |
            """);
  }

  private static Series ours(Measure measure, int size, double value) {
    return new Series(measure, Contender.FIXPOINT_NFTABLES, size, 1, List.of(value));
  }

  @Test
  @DisplayName("a plot is well-formed and has a curve for each system")
  void plots() throws Exception {
    assertThat(page.plots()).containsOnlyKeys("ready-idle");
    var svg = page.plots().get("ready-idle").getBytes(StandardCharsets.UTF_8);
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg));
    assertThat(document.getElementsByTagName("polyline").getLength()).isEqualTo(2);
    assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(4);
  }
}
