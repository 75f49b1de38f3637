// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
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
