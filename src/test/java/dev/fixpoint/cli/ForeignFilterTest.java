// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.vip.Ip;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForeignFilterTest {

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "the address itself | ip daddr 10.96.0.7 counter packets 0 bytes 0 drop | 10.96.0.7",
        "a range of it | ip daddr 10.96.0.0/16 tcp dport 80 reject | 10.96.0.7",
        "a set with it | ip daddr { 10.9.0.1, 10.96.0.5-10.96.0.9 } drop | 10.96.0.7",
        "the pod behind it | ip daddr 10.1.0.1 tcp dport { 22, 8080 } drop | 10.1.0.1",
        "the other family | ip6 daddr fd00::7 drop | fd00::7",
        "another address | ip daddr 10.96.0.8 drop | ''",
        "all but an address | ip daddr != 10.9.0.1 drop | ''",
        "another port | ip daddr 10.96.0.7 tcp dport 22 drop | ''",
        "no address | tcp dport 80 drop | ''",
        "lets pass | ip daddr 10.96.0.7 accept | ''",
      })
  void finds(String name, String rule, String address) {
    var ruleset =
        """
        table inet firewall {
          chain forward {
            type filter hook forward priority filter; policy drop;
            %s
          }
        }
        """
            .formatted(rule);
    var addresses = List.of(Ip.of("10.96.0.7"), Ip.of("10.1.0.1"), Ip.of("fd00::7"));

    var found = ForeignFilter.of(ruleset, addresses, Set.of(80, 8080));

    assertThat(found)
        .as(name)
        .isEqualTo(
            address.isEmpty()
                ? List.of()
                : List.of(
                    new ForeignFilter("table inet firewall, chain forward", rule, Ip.of(address))));
  }
}
