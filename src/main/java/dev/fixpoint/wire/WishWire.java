// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.api.v1alpha1.AddressRequest;
import dev.fixpoint.api.v1alpha1.IpFamilyPolicy;
import dev.fixpoint.vip.AddressWish;
import dev.fixpoint.vip.AddressWish.Policy;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `spec.addresses` → [AddressWish].
final class WishWire {
  private WishWire() {}

  /// @param request null where the spec says nothing
  static AddressWish parse(AddressRequest request, List<String> problems) {
    if (request == null) {
      return AddressWish.ANY;
    }
    var families =
        request.getFamilies().stream()
            .map(family -> Family.parse(family.name()).orElseThrow())
            .toList();
    var asked = new EnumMap<Family, Ip>(Family.class);
    put(asked, Family.IPV4, request.getIpv4(), "spec.addresses.ipv4", problems);
    put(asked, Family.IPV6, request.getIpv6(), "spec.addresses.ipv6", problems);
    if (request.getPolicy() == IpFamilyPolicy.SingleStack && asked.size() > 1) {
      problems.add("spec.addresses: SingleStack is one address: leave out ipv4 or ipv6");
    }
    return new AddressWish(
        Optional.ofNullable(request.getPool()),
        families,
        policy(request.getPolicy(), Math.max(families.size(), asked.size())),
        Map.copyOf(asked));
  }

  /// Notes the address that is asked for, or what is wrong with it.
  ///
  /// @param field with its path, such as `spec.addresses.ipv4`
  static void put(
      Map<Family, Ip> asked, Family family, String text, String field, List<String> problems) {
    if (text == null || text.isEmpty()) {
      return;
    }
    Ip.parse(text)
        .filter(ip -> ip.family() == family)
        .ifPresentOrElse(
            ip -> asked.put(family, ip),
            () -> problems.add("%s: %s is no %s address".formatted(field, text, family)));
  }

  /// Who names two families or two addresses wants both.
  private static Policy policy(IpFamilyPolicy policy, int named) {
    if (policy == null) {
      return named > 1 ? Policy.REQUIRE_DUAL_STACK : Policy.SINGLE_STACK;
    }
    return switch (policy) {
      case SingleStack -> Policy.SINGLE_STACK;
      case PreferDualStack -> Policy.PREFER_DUAL_STACK;
      case RequireDualStack -> Policy.REQUIRE_DUAL_STACK;
    };
  }
}
