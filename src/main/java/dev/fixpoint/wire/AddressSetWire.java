// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.access.Shard;
import dev.fixpoint.api.v1alpha1.AddressSet;
import dev.fixpoint.api.v1alpha1.AddressSetSpec;
import dev.fixpoint.vip.ClientSelector;
import dev.fixpoint.vip.Ip;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.HashSet;
import java.util.List;

/// AddressSet ↔ [Shard].
public final class AddressSetWire {
  private static final int MAX_TEXT = 512;

  private AddressSetWire() {}

  /// `clients-…-0`
  public static String nameOf(String set, int shard) {
    return set + "-" + shard;
  }

  /// Reads a shard without trust: an agent acts on what passes here, as root.
  public static Parsed<Shard> parse(AddressSet resource) {
    var spec = resource.getSpec();
    if (spec == null || spec.getSet() == null || spec.getShard() == null || spec.getShard() < 0) {
      return Parsed.invalid(List.of("spec.set and spec.shard are needed"));
    }
    if (!resource.getMetadata().getName().equals(nameOf(spec.getSet(), spec.getShard()))) {
      return Parsed.invalid(List.of("spec.set and spec.shard are not those of the name"));
    }
    if (spec.getShards() == null || spec.getShards() < 1) {
      return Parsed.invalid(List.of("spec.shards: at least 1 is needed"));
    }
    var addresses = new HashSet<Ip>();
    for (var text : spec.getAddresses()) {
      var ip = Ip.parse(text);
      if (ip.isEmpty()) {
        return Parsed.invalid(List.of("spec.addresses: no IP address: " + text));
      }
      addresses.add(ip.get());
    }
    return Parsed.ok(new Shard(spec.getSet(), spec.getShard(), spec.getShards(), addresses));
  }

  public static AddressSet print(Shard shard, ClientSelector clients) {
    var spec = new AddressSetSpec();
    spec.setSet(shard.set());
    spec.setShard(shard.index());
    spec.setShards(shard.shards());
    var text = clients.toString();
    spec.setClients(text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT - 1) + "…" : text);
    spec.setCount(shard.addresses().size());
    spec.setAddresses(shard.addresses().stream().map(Ip::toString).toList());
    var resource = new AddressSet();
    resource.setMetadata(
        new ObjectMetaBuilder().withName(nameOf(shard.set(), shard.index())).build());
    resource.setSpec(spec);
    return resource;
  }
}
