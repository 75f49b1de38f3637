// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.intent.Shard;
import dev.fixpoint.vip.Digest;
import dev.fixpoint.vip.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// RoutingIntent ↔ [Shard].
public final class ShardWire {
  private ShardWire() {}

  /// The object of a shard: `NAME`, `NAME.1`, `NAME.2`, …: a VirtualService's name has no dot.
  public static String nameOf(Key service, int index) {
    return index == 0 ? service.name() : service.name() + "." + index;
  }

  /// Which shard an object is, readable or not.
  public static int indexOf(RoutingIntent resource) {
    var shard = resource.getSpec() == null ? null : resource.getSpec().getShard();
    return shard == null ? 0 : shard;
  }

  /// Reads a shard without trust, as [IntentWire#parse] does.
  public static Parsed<Shard> parse(RoutingIntent resource) {
    var part = IntentWire.parse(resource);
    if (part.value().isEmpty()) {
      return Parsed.invalid(part.problems());
    }
    var spec = resource.getSpec();
    int index = indexOf(resource);
    var revisions =
        spec.getShards().isEmpty() ? List.of(text(spec.getRevision())) : spec.getShards();
    var problems = new ArrayList<String>();
    if (index < 0 || index >= revisions.size()) {
      problems.add("spec.shard: %d of %d shards".formatted(index, revisions.size()));
    }
    if (!nameOf(part.value().get().key(), index).equals(resource.getMetadata().getName())) {
      problems.add("metadata.name: shard %d has another name".formatted(index));
    }
    return problems.isEmpty()
        ? Parsed.ok(new Shard(index, List.copyOf(revisions), part.value().get()))
        : Parsed.invalid(problems);
  }

  private static String text(String text) {
    return Optional.ofNullable(text).orElse("");
  }

  /// @param generation of the VirtualService that the intent was compiled from
  public static RoutingIntent print(Shard shard, long generation) {
    var resource = IntentWire.print(shard.part(), generation);
    if (!shard.isWhole()) {
      resource.getMetadata().setName(nameOf(shard.part().key(), shard.index()));
      resource.getSpec().setShard(shard.index());
      resource.getSpec().setShards(shard.revisions());
      resource.getSpec().setRevision(revision(shard.revisions()));
    }
    return resource;
  }

  /// The revision of all shards together.
  private static String revision(List<String> revisions) {
    return Digest.hex(String.join(" ", revisions), 8);
  }
}
