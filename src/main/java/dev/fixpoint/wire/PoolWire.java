// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.api.v1alpha1.AddressPool;
import dev.fixpoint.api.v1alpha1.AddressPoolSpec;
import dev.fixpoint.api.v1alpha1.PoolAllocation;
import dev.fixpoint.api.v1alpha1.PoolUse;
import dev.fixpoint.ipam.Judgement;
import dev.fixpoint.ipam.Judgement.Occupied;
import dev.fixpoint.ipam.Pool;
import dev.fixpoint.ipam.Pool.Rules;
import dev.fixpoint.ipam.Pool.Use;
import dev.fixpoint.vip.IpRange;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// AddressPools and ServiceCIDRs → [Pool].
public final class PoolWire {
  private static final String UNREADABLE = ": neither a CIDR block nor a range";

  private PoolWire() {}

  /// All pools, with their conflicts, in the order in which they are tried. Without any
  /// AddressPool for addresses inside the cluster, the ServiceCIDRs are the pool of these. A pool
  /// that is being deleted hands out nothing.
  ///
  /// @param nodes what the nodes have: their addresses and those of their pods
  public static List<Pool> parse(
      Collection<AddressPool> resources,
      Collection<ServiceCIDR> serviceCidrs,
      Collection<Occupied> nodes) {
    var pools = new ArrayList<Pool>();
    resources.forEach(resource -> pools.add(parse(resource, serviceCidrs)));
    if (pools.stream().noneMatch(pool -> pool.rules().use() == Use.ClusterIP)) {
      pools.add(clusterPool(serviceCidrs));
    }
    var occupied = new ArrayList<>(nodes);
    for (var cidr : serviceCidrs) {
      var what = "ServiceCIDR " + cidr.getMetadata().getName();
      cidr.getSpec().getCidrs().stream()
          .flatMap(block -> IpRange.parse(block).stream())
          .forEach(range -> occupied.add(new Occupied(range, what, true)));
    }
    return Judgement.of(pools, occupied);
  }

  private static Pool parse(AddressPool resource, Collection<ServiceCIDR> serviceCidrs) {
    var metadata = resource.getMetadata();
    var spec = resource.getSpec();
    var problems = new ArrayList<String>();
    List<String> declared = spec == null ? List.of() : spec.getRanges();
    List<String> reserved = spec == null ? List.of() : spec.getReserved();
    var ranges = new ArrayList<IpRange>();
    for (var text : declared) {
      var range = IpRange.parseAssignable(text);
      range.ifPresentOrElse(ranges::add, () -> problems.add("spec.ranges: " + text + UNREADABLE));
      if (range.isPresent() && !isForwardable(range.get())) {
        problems.add("spec.ranges: " + text + ": no traffic may go there");
      }
    }
    var held = new ArrayList<IpRange>();
    for (var text : reserved) {
      IpRange.parse(text)
          .ifPresentOrElse(held::add, () -> problems.add("spec.reserved: " + text + UNREADABLE));
    }
    if (metadata.getDeletionTimestamp() != null) {
      problems.add("it is being deleted");
    }
    boolean ofCluster = declared.isEmpty();
    return new Pool(
        metadata.getName(),
        metadata.getUid(),
        Instant.parse(metadata.getCreationTimestamp()),
        rules(spec),
        ofCluster ? serviceRanges(serviceCidrs) : ranges,
        held,
        ofCluster ? userBands(serviceCidrs) : List.of(),
        problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems)));
  }

  private static Rules rules(AddressPoolSpec spec) {
    return spec == null
        ? Rules.DEFAULT
        : new Rules(
            spec.getPriority() == null ? 0 : spec.getPriority(),
            spec.getUse() == PoolUse.LoadBalancer ? Use.LoadBalancer : Use.ClusterIP,
            spec.getAllocation() != PoolAllocation.Manual,
            Optional.ofNullable(spec.getNamespaceSelector()).map(SelectorWire::parse),
            holdFor(spec.getHoldFor()));
  }

  /// `1h30m` → its length; the schema refuses what is none.
  private static Duration holdFor(String text) {
    return text == null || text.isEmpty() || !text.matches("([0-9]+h)?([0-9]+m)?([0-9]+s)?")
        ? Duration.ZERO
        : Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
  }

  /// Judged by its ends: what lies between two addresses where traffic may go, and is none
  /// itself, the agents leave out.
  private static boolean isForwardable(IpRange range) {
    return range.first().isForwardable() && range.last().isForwardable();
  }

  private static Pool clusterPool(Collection<ServiceCIDR> serviceCidrs) {
    return new Pool(
        Pool.CLUSTER,
        "",
        Instant.EPOCH,
        Rules.DEFAULT,
        serviceRanges(serviceCidrs),
        List.of(),
        userBands(serviceCidrs),
        Optional.empty());
  }

  private static List<IpRange> serviceRanges(Collection<ServiceCIDR> serviceCidrs) {
    return blocks(serviceCidrs).map(IpRange::parseAssignable).flatMap(Optional::stream).toList();
  }

  /// All addresses that the API server hands out to Services.
  public static List<IpRange> serviceBlocks(Collection<ServiceCIDR> serviceCidrs) {
    return serviceCidrs.stream()
        .flatMap(cidr -> cidr.getSpec().getCidrs().stream())
        .map(IpRange::parse)
        .flatMap(Optional::stream)
        .toList();
  }

  /// Where the operator says that nodes drop packets to addresses of nobody.
  public static List<IpRange> guarded(AddressPool resource) {
    return resource.getStatus() == null
        ? List.of()
        : resource.getStatus().getGuarded().stream()
            .map(IpRange::parse)
            .flatMap(Optional::stream)
            .toList();
  }

  private static Stream<String> blocks(Collection<ServiceCIDR> serviceCidrs) {
    return serviceCidrs.stream()
        .filter(cidr -> cidr.getMetadata().getDeletionTimestamp() == null)
        .flatMap(cidr -> cidr.getSpec().getCidrs().stream());
  }

  /// The low band of each ServiceCIDR (KEP-3070): min(max(16, size / 16), 256) addresses, where
  /// size counts network and broadcast too; none of a block of 16 or fewer.
  private static List<IpRange> userBands(Collection<ServiceCIDR> serviceCidrs) {
    return blocks(serviceCidrs).map(PoolWire::userBand).flatMap(Optional::stream).toList();
  }

  private static Optional<IpRange> userBand(String block) {
    long size = IpRange.parse(block).map(IpRange::size).orElse(0L);
    long band = Math.clamp(size / 16, 16, 256);
    return IpRange.parseAssignable(block)
        .filter(range -> size > 16)
        .map(range -> new IpRange(range.first(), range.first().plus(band - 1)));
  }
}
