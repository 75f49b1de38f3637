// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The names that people type.
class NamesTest {

  @ParameterizedTest(name = "{0} in -n {1} is {2}")
  @CsvSource({
    "checkout,          ,     current/checkout",
    "checkout,          shop, shop/checkout",
    "vsvc/checkout,     ,     current/checkout",
    "virtualservices.fixpoint.dev/checkout, shop, shop/checkout",
    "shop/checkout,     ,     shop/checkout",
    "shop/checkout,     shop, shop/checkout",
    "shop/checkout,     web,  contradiction",
    "a/b/c,             ,     nonsense",
    "/checkout,         ,     nonsense",
    "vsvc/,             ,     nonsense"
  })
  void aSubjectIs(String text, String option, String expected) {
    var given = Optional.ofNullable(option);
    var subject = Subject.parse(text);
    var meant =
        subject
            .map(s -> s.contradicts(given) ? "contradiction" : s.in(given, "current").toString())
            .orElse("nonsense");

    assertThat(meant).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} may mean {1}")
  @CsvSource({
    "chekout,  checkout",
    "checkuot, checkout",
    "ckeckout2, checkout",
    "cart,     cart-2",
    "payments, ",
    "x,        "
  })
  void aSlipIsFound(String typed, String meant) {
    var names = List.of("checkout", "cart-2", "inventory");

    assertThat(Nearest.to(typed, names)).isEqualTo(Optional.ofNullable(meant));
  }
}
