// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.ipam.Allocator;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Decision;
import dev.fixpoint.ipam.Judgement;
import dev.fixpoint.ipam.Ledger;
import dev.fixpoint.ipam.Pool;
import dev.fixpoint.ipam.Request;
import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.AddressWire;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// How fast addresses are had: by the allocator alone, at several fill levels, and through a real
/// API server, beside creating Services, whose addresses the API server allocates itself.
public final class IpamBench {
  private static final int DEFAULT = 10_000;
  private static final double[] FILLED = {0.01, 0.5, 0.99, 0.9999};
  private static final int PICKS = 20_000;
  private static final int CLIENTS = 4;
  private static final int ROUNDS = 5;

  private IpamBench() {}

  /// @param args how many Services and addresses the API server creates; by default 10,000
  public static void main(String... args) throws Exception {
    allocator();
    store(args.length > 0 ? Integer.parseInt(args[0]) : DEFAULT);
  }

  private static void allocator() {
    System.out.println("The allocator alone, one thread (pick, put, remove):");
    System.out.printf("  %-16s %10s %8s %16s%n", "pool", "addresses", "filled", "addresses/s");
    for (var range : List.of("10.0.0.0/16", "10.0.0.0/12", "fd00::/64")) {
      for (double filled : FILLED) {
        allocator(range, filled);
      }
    }
  }

  /// A pool of which a part is held by others. Of more addresses than a /12 has, a /12's share is.
  private static void allocator(String range, double filled) {
    var pool = pool(range);
    long size = Math.min(pool.capacity(), 1 << 20);
    var ledger = new Ledger();
    var first = pool.ranges().getFirst().first();
    var random = new Random(1);
    long held = Math.min(size - 1, (long) (size * filled));
    // Fills at random up to half, and leaves holes at random beyond.
    boolean holes = filled > 0.5;
    var special = new HashSet<Long>();
    while (special.size() < (holes ? size - held : held)) {
      special.add(random.nextLong(size));
    }
    for (long i = 0; i < size; i++) {
      if (special.contains(i) != holes) {
        ledger.put(new Claim(first.plus(i), "others", "", ""));
      }
    }
    var pools = Judgement.of(List.of(pool), List.of());
    var request =
        new Request(
            new Key("a", "b"), "u", Family.parse(family(range)).orElseThrow(), none(), none());
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < PICKS; i++) {
        var granted = (Decision.Granted) Allocator.decide(request, pools, ledger, random);
        ledger.put(new Claim(granted.ip(), Claim.holderOf(request.owner()), "a", "u"));
        ledger.remove(granted.ip());
      }
      best = Math.max(best, PICKS / seconds(start));
    }
    System.out.printf("  %-16s %10d %7.2f%% %16.0f%n", range, size, filled * 100, best);
  }

  private static <T> Optional<T> none() {
    return Optional.empty();
  }

  private static String family(String range) {
    return range.contains(":") ? "IPv6" : "IPv4";
  }

  private static Pool pool(String range) {
    return new Pool(
        "bench",
        "u",
        Instant.EPOCH,
        Pool.Rules.DEFAULT,
        List.of(IpRange.parseAssignable(range).orElseThrow()),
        List.of(),
        List.of(),
        Optional.empty());
  }

  private static void store(int count) throws Exception {
    System.out.printf(
        "%nThrough one API server, %d clients, %,d each (same cluster, one after the other):%n",
        CLIENTS, count);
    System.out.printf("  %-34s %12s %10s %10s%n", "created by", "addresses/s", "p50 ms", "p99 ms");
    try (var controlPlane = ControlPlane.start()) {
      controlPlane.applyCrds();
      var namespace = controlPlane.namespace("ipam");
      var pools = Judgement.of(List.of(pool("172.16.0.0/12")), List.of());
      var ledger = new Ledger();
      var random = new Random(1);
      measure(
          "API server: Service (ClusterIP)",
          count,
          i -> controlPlane.client().resource(service(namespace, i)).create());
      measure(
          "Fixpoint: allocator + IPAddress",
          count,
          i -> {
            var key = new Key(namespace, "svc-" + i);
            var granted = claim(pools, ledger, random, key);
            controlPlane
                .client()
                .resource(
                    AddressWire.print(
                        granted.ip(), key, "uid-" + i, Pool.Use.ClusterIP, granted.pool()))
                .create();
          });
    }
  }

  private static synchronized Decision.Granted claim(
      List<Pool> pools, Ledger ledger, Random random, Key key) {
    var request = new Request(key, key.name(), Family.IPV4, none(), none());
    var granted = (Decision.Granted) Allocator.decide(request, pools, ledger, random);
    ledger.put(new Claim(granted.ip(), Claim.holderOf(key), key.namespace(), key.name()));
    return granted;
  }

  private interface Creation {
    void create(int i);
  }

  private static void measure(String what, int count, Creation creation) throws Exception {
    var nanos = new long[count];
    long start = System.nanoTime();
    try (var clients = Executors.newFixedThreadPool(CLIENTS)) {
      var all = new ArrayList<Future<?>>();
      for (int i = 0; i < count; i++) {
        int index = i;
        Callable<Void> one =
            () -> {
              long began = System.nanoTime();
              creation.create(index);
              nanos[index] = System.nanoTime() - began;
              return null;
            };
        all.add(clients.submit(one));
      }
      for (var one : all) {
        one.get();
      }
    }
    double rate = count / seconds(start);
    Arrays.sort(nanos);
    System.out.printf(
        "  %-34s %12.0f %10.1f %10.1f%n",
        what, rate, nanos[count / 2] / 1e6, nanos[(int) (count * 0.99)] / 1e6);
  }

  private static Service service(String namespace, int i) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName("svc-" + i)
        .endMetadata()
        .withNewSpec()
        .addNewPort()
        .withPort(80)
        .endPort()
        .endSpec()
        .build();
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
