// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.SimPod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/// The services and their pods, for all contenders alike. Size 1 is one service with one pod, the
/// probe. Any other size is so many services of five endpoints, which never change, beside the
/// probe and two hundred more like it, whose pods come and go. The endpoints of the many are the
/// pods of forty groups. Beyond a size that the contenders' own programs make, services are
/// [Direct].
final class Population {
  private static final int LIVELY = 200;

  /// Of the pods that new services select.
  static final String FRESH = "fresh";

  private static final int GROUPS = 40;
  private static final int ENDPOINTS = 5;
  private static final int WRITERS = 8;
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final String PROBE = "live-0";

  private final Rig rig;
  private final int mostWhole;
  private final List<SimPod> lively = new ArrayList<>();
  private int calm;
  private Direct direct;

  /// @param mostWhole how many services are made by those that are compared
  Population(Rig rig, int mostWhole) {
    this.rig = rig;
    this.mostWhole = mostWhole;
  }

  /// Makes what is missing to this size, and waits until the controllers have told all of it.
  ///
  /// @param rivals one of each system, whose cluster's programs run
  void grow(int size, Collection<Rival> rivals) throws Exception {
    if (lively.isEmpty()) {
      lively.add(rig.pod(0, PROBE, PROBE));
      create(rivals, PROBE, PROBE);
      int first = 1 + LIVELY + GROUPS * ENDPOINTS;
      each(0, ENDPOINTS, i -> rig.pod(rig.fresh(), first + i, "fresh-" + i, FRESH));
    }
    if (size > 1 && lively.size() == 1) {
      lively.addAll(each(1, LIVELY + 1, i -> rig.pod(i, live(i), live(i))));
      each(0, GROUPS * ENDPOINTS, i -> rig.pod(LIVELY + 1 + i, "calm-" + i, group(i)));
      each(1, LIVELY + 1, i -> create(rivals, live(i), live(i)));
    }
    if (size > 1) {
      int whole = Math.min(size, mostWhole);
      each(calm, whole, i -> create(rivals, calm(i), group(i)));
      calm = whole;
    }
    int all = calm + lively.size();
    for (var rival : rivals) {
      Await.until(
          all + " services to be published",
          LIMIT,
          () -> {
            Thread.sleep(size < 1_000 ? 500 : 3_000); // each look lists them all
            return rival.published() >= all;
          },
          () -> "only " + rival.published());
    }
    direct = direct == null ? Direct.of(rig, PROBE) : direct;
    direct.grow(size - mostWhole, this::calmPods);
  }

  private List<String> calmPods(int number) {
    return IntStream.range(0, ENDPOINTS)
        .map(i -> LIVELY + 1 + number % GROUPS + i * GROUPS)
        .mapToObj(Rig::podAddress)
        .toList();
  }

  private static String live(int number) {
    return "live-" + number;
  }

  private static String calm(int number) {
    return "svc-" + number;
  }

  private static String group(int number) {
    return "group-" + number % GROUPS;
  }

  private static boolean create(Collection<Rival> rivals, String name, String label) {
    rivals.forEach(rival -> rival.create(name, label));
    return true;
  }

  /// What changes alone, as its address is reached.
  SimPod probe() {
    return lively.getFirst();
  }

  String probeName() {
    return PROBE;
  }

  /// The pods that come and go, but for the probe; the service of each has the pod's name.
  List<SimPod> lively() {
    return lively.subList(1, lively.size());
  }

  /// Names of services all over the population, the first and the last among them.
  List<String> spread(int count) {
    int all = calm + direct.count();
    int wanted = Math.min(count, all);
    var names = new ArrayList<>(List.of(PROBE));
    IntStream.range(0, wanted)
        .map(i -> (int) ((all - 1) * (long) i / Math.max(1, wanted - 1)))
        .mapToObj(i -> i < calm ? calm(i) : Direct.name(i - calm))
        .distinct()
        .forEach(names::add);
    return names;
  }

  /// The addresses of services that only the node knows, by their names.
  Map<String, String> directAddresses() {
    return direct.addresses();
  }

  /// One of those that never change.
  String calmName() {
    return calm(0);
  }

  interface Making<T> {
    T make(int number);
  }

  /// Makes one thing for each number, several at a time.
  static <T> List<T> each(int from, int to, Making<T> making)
      throws InterruptedException, ExecutionException {
    try (var writers = Executors.newFixedThreadPool(WRITERS)) {
      var made = new ArrayList<Future<T>>();
      for (int i = from; i < to; i++) {
        int number = i;
        made.add(writers.submit((Callable<T>) () -> making.make(number)));
      }
      var all = new ArrayList<T>();
      for (var one : made) {
        all.add(one.get());
      }
      return all;
    }
  }
}
