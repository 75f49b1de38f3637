// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ipam;

import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Key;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Short notations of the tests in this package.
final class Given {
  private Given() {}

  /// Ranges as an AddressPool writes them, without what a block sets aside.
  static List<IpRange> ranges(String... texts) {
    return Stream.of(texts).map(text -> IpRange.parseAssignable(text).orElseThrow()).toList();
  }

  static Pool pool(String name, String... ranges) {
    return new Pool(
        name,
        name,
        Instant.EPOCH,
        Pool.Rules.DEFAULT,
        ranges(ranges),
        List.of(),
        List.of(),
        Optional.empty());
  }

  static Pool reserving(Pool pool, String... reserved) {
    return new Pool(
        pool.name(),
        pool.uid(),
        pool.created(),
        pool.rules(),
        pool.ranges(),
        Stream.of(reserved).map(text -> IpRange.parse(text).orElseThrow()).toList(),
        pool.userBand(),
        pool.conflict());
  }

  static Pool withUserBand(Pool pool, String... band) {
    return new Pool(
        pool.name(),
        pool.uid(),
        pool.created(),
        pool.rules(),
        pool.ranges(),
        pool.reserved(),
        ranges(band),
        pool.conflict());
  }

  static Pool withPriority(Pool pool, int priority) {
    return with(pool, new Pool.Rules(priority, Pool.Use.ClusterIP, true));
  }

  static Pool with(Pool pool, Pool.Rules rules) {
    return new Pool(
        pool.name(),
        pool.uid(),
        pool.created(),
        rules,
        pool.ranges(),
        pool.reserved(),
        pool.userBand(),
        pool.conflict());
  }

  /// @param second how many seconds after the epoch it was created
  static Pool born(Pool pool, int second, String uid) {
    return new Pool(
        pool.name(),
        uid,
        Instant.ofEpochSecond(second),
        pool.rules(),
        pool.ranges(),
        pool.reserved(),
        pool.userBand(),
        pool.conflict());
  }

  static Pool inConflict(Pool pool, String why) {
    return new Pool(
        pool.name(),
        pool.uid(),
        pool.created(),
        pool.rules(),
        pool.ranges(),
        pool.reserved(),
        pool.userBand(),
        Optional.of(why));
  }

  /// A claim of the VirtualService `shop/NAME`, whose UID is its name.
  static Claim claim(String address, String name) {
    return claim(address, "shop", name);
  }

  static Claim claim(String address, String namespace, String name) {
    var holder = "virtualservices.fixpoint.dev " + namespace + "/" + name;
    return new Claim(Ip.of(address), holder, namespace, name);
  }

  /// The same claim, taken from this pool.
  static Claim from(Claim claim, String pool) {
    return new Claim(
        claim.ip(),
        claim.holder(),
        claim.namespace(),
        claim.ownerUid(),
        claim.use(),
        pool,
        claim.heldUntil());
  }

  /// A claim of a Service.
  static Claim foreign(String address, String namespace, String name) {
    return new Claim(Ip.of(address), "services " + namespace + "/" + name, namespace, "");
  }

  static Ledger ledger(Claim... claims) {
    var ledger = new Ledger();
    Stream.of(claims).forEach(ledger::put);
    return ledger;
  }

  /// What `shop/me` asks for.
  static Request request() {
    return request(null, null);
  }

  /// @param pool null: any
  /// @param address null: any
  static Request request(String pool, String address) {
    return new Request(
        new Key("shop", "me"),
        "me",
        Family.IPV4,
        Optional.ofNullable(pool),
        Optional.ofNullable(address).map(Ip::of));
  }

  /// What `shop/me` asks for whose intent has this address.
  static Request routed(String ip) {
    return new Request(
        new Key("shop", "me"),
        Map.of(),
        "me",
        Family.IPV4,
        Pool.Use.ClusterIP,
        Optional.empty(),
        Optional.empty(),
        Optional.of(Ip.of(ip)));
  }

  static Decision kept(String ip) {
    return new Decision.Kept(Ip.of(ip));
  }

  static Decision granted(String ip, String pool) {
    return new Decision.Granted(Ip.of(ip), pool);
  }

  static Decision taken(String ip, String holder) {
    return new Decision.Taken(Ip.of(ip), holder);
  }

  static Decision exhausted(long capacity, String... pools) {
    return new Decision.Exhausted(List.of(pools), capacity);
  }

  static Decision outOfRange(String ip, String... pools) {
    return new Decision.OutOfRange(Ip.of(ip), List.of(pools));
  }
}
