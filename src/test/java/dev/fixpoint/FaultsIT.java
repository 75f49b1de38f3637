// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.FaultProxy;
import dev.fixpoint.kit.FaultProxy.Reply;
import dev.fixpoint.kit.FaultProxy.Request;
import dev.fixpoint.kit.FixpointProcess;
import dev.fixpoint.kit.UsesControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The operator and the agent of n1, each behind a proxy that harms what passes between it and the
/// API server.
@UsesControlPlane
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsIT {
  /// How long an outage lasts, in seconds: `-Dfixpoint.outage=600` makes it ten minutes.
  private static final int OUTAGE = Integer.getInteger("fixpoint.outage", 20);

  private static final Duration LIMIT = Duration.ofSeconds(90 + OUTAGE);

  /// Before it has become patient, a role may send so many requests more than one a second.
  private static final int AT_FIRST = 30;

  private static final Map<String, String> SETTINGS =
      Map.of(
          "FIXPOINT_LEADER_ELECTION", "false",
          "FIXPOINT_WATCH_SILENCE", "8s",
          "FIXPOINT_SILENT_AFTER", "10m");

  /// Of the one agent alone: what follows little is fresh most of the time.
  private static final Map<String, String> SHORT_AGE = Map.of("FIXPOINT_WATCH_AGE_LIMIT", "5s");

  /// How often each object's writes are answered with 429, one after the other.
  private static final int TIMES_REFUSED = 3;

  private ControlPlane cluster;
  private Fleet fleet;
  private FaultProxy operator;
  private FaultProxy agent;
  private Shop shop;

  @BeforeAll
  void start(ControlPlane controlPlane) {
    cluster = controlPlane;
    fleet = Fleet.start(controlPlane, SETTINGS, "n1", "n2");
    operator = fleet.proxyOperator(Map.of());
    agent = fleet.proxy("n1", SHORT_AGE);
    fleet.operator().awaitReady();
    fleet.agent("n1").awaitReady();
  }

  @AfterAll
  void stop() {
    if (fleet != null) {
      fleet.close();
    }
  }

  @BeforeEach
  void openShop() {
    shop = new Shop(cluster, fleet);
    shop.pod("n1", "web-1");
    shop.apply("checkout");
    shop.awaitReady("checkout");
  }

  @AfterEach
  void heal() {
    operator.heal();
    agent.heal();
  }

  @Test
  @DisplayName(
      "T15: connections are cut, then refused with 503, then swallowed: few requests, traffic goes"
          + " on, both come back")
  void anOutageCostsLittleAndEndsByItself() throws IOException {
    long agentBefore = agent.requests();
    long operatorBefore = operator.requests();
    long began = System.nanoTime();
    try (var load = new Load(shop.address("checkout"), 80)) {
      load.shortFrom(fleet.node("n1").netns()).longFrom(fleet.node("n1").netns());
      agent.cut();
      operator.cut();
      Await.until("a while of it", LIMIT, () -> seconds(began) > OUTAGE / 3);
      operator.answer(request -> Reply.of(503, "ServiceUnavailable"));
      agent.answer(request -> Reply.of(503, "ServiceUnavailable"));
      agent.join();
      operator.join();
      Await.until("a while of that", LIMIT, () -> seconds(began) > OUTAGE * 2 / 3);
      agent.cut();
      operator.cut();
      agent.blackHole();
      operator.blackHole();
      agent.join();
      operator.join();
      Await.until(
          "a while more, and both say that their watches are old",
          LIMIT,
          () ->
              seconds(began) > OUTAGE
                  && !isReady(fleet.agent("n1"))
                  && watchAge(fleet.operator()) > 5);
      double time = seconds(began);
      long ofAgent = agent.requests() - agentBefore;
      long ofOperator = operator.requests() - operatorBefore;
      System.out.printf(
          "an outage of %.0f s: %.2f requests/s of the agent, %.2f of the operator%n",
          time, ofAgent / time, ofOperator / time);
      assertThat(ofAgent).isLessThan((long) time + AT_FIRST);
      assertThat(ofOperator).isLessThan((long) time + AT_FIRST);
      assertThat(fleet.agent("n1").get("/q/health/live").status()).isEqualTo(200);
      assertThat(load.failures()).isEmpty();
      assertThat(load.total()).isPositive();
    }
    agent.heal();
    operator.heal();
    shop.pod("n2", "web-2");
    shop.awaitEndpoints("checkout", "2/2");
    fleet.agent("n1").awaitReady();
    fleet.operator().awaitReady();
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static boolean isReady(FixpointProcess role) throws IOException {
    return role.get("/q/health/ready").status() == 200;
  }

  @Test
  @DisplayName(
      "T16: 410 Gone to watches, to lists and as an event: all is listed anew, a deletion is not"
          + " missed")
  void aVersionThatIsForgottenMeansAListAndNothingIsLost() {
    var before = shop.pod("n2", "web-2");
    shop.awaitEndpoints("checkout", "2/2");
    var watches = new AtomicInteger();
    var lists = new AtomicInteger();
    operator.cut();
    before.delete();
    operator.answer(
        request -> {
          if (!isOf(request, "/pods")) {
            return Optional.empty();
          } else if (request.isWatch()) {
            return switch (watches.incrementAndGet()) {
              case 1 -> Reply.of(410, "Expired");
              case 2, 3 -> Reply.event(410, "Expired");
              default -> Optional.empty();
            };
          }
          return lists.incrementAndGet() <= 2 ? Reply.of(410, "Expired") : Optional.empty();
        });
    operator.join();

    shop.awaitEndpoints("checkout", "1/1");
    Await.until("it watches again", LIMIT, () -> watches.get() > 3);
    assertThat(lists.get()).as("lists, of which two were refused").isGreaterThan(3);
    shop.pod("n2", "web-3");
    shop.awaitEndpoints("checkout", "2/2");
  }

  private static boolean isOf(Request request, String resource) {
    return request.path().contains(resource + "?") && !request.isWrite();
  }

  @Test
  @DisplayName(
      "T17: watches that are open and silent: told by health and metrics, mended by a list")
  void aSilentWatchIsFound() {
    agent.silenceWatches();

    Await.until("the agent says it", LIMIT, () -> !isReady(fleet.agent("n1")));
    Await.until("its metrics say it", LIMIT, () -> watchAge(fleet.agent("n1")) > 4);
    shop.pod("n2", "web-2");

    shop.awaitEndpoints("checkout", "2/2"); // by a list, the watch being silent
    agent.heal();
    fleet.agent("n1").awaitReady();
  }

  private static double watchAge(FixpointProcess role) throws IOException {
    return role.get("/q/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("fixpoint_watch_age_seconds{kind=\"routingintents\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("T24: 429 with Retry-After: nothing is asked of that object again before its time")
  void whatTheServerAsksToWaitIsWaited() {
    var asked = Duration.ofSeconds(1);
    var refused = new ConcurrentHashMap<String, Long>();
    var times = new ConcurrentHashMap<String, Integer>();
    var tooSoon = new AtomicInteger();
    var later = new AtomicInteger();
    operator.answer(
        request -> {
          if (!request.method().equals("PATCH")) { // what is created has no name in the path
            return Optional.empty();
          }
          var object = request.path().replaceAll("\\?.*", "");
          var last = refused.get(object);
          boolean soon = last != null && System.nanoTime() - last < asked.toNanos();
          if (last != null) {
            (soon ? tooSoon : later).incrementAndGet();
          }
          boolean again = times.merge(object, 1, Integer::sum) <= TIMES_REFUSED;
          if (!again) {
            return Optional.empty();
          }
          refused.put(object, System.nanoTime());
          return Reply.of(429, "TooManyRequests", (int) asked.toSeconds());
        });

    shop.pod("n2", "web-2");
    shop.awaitEndpoints("checkout", "2/2");

    assertThat(times)
        .hasKeySatisfying(
            new Condition<>(object -> object.contains("routingintents/checkout"), "the intent"));
    assertThat(later.get()).as("tries when the time was over").isPositive();
    assertThat(tooSoon.get()).as("tries before").isZero();
  }

  @Test
  @DisplayName("T24: 409, 422 and 429, in turn, on every write")
  void refusedWritesAreTriedAgainWithPatience() {
    var tries = new AtomicInteger();
    operator.answer(
        request -> {
          if (!request.isWrite()) {
            return Optional.empty();
          }
          return switch (tries.getAndIncrement() % 3) {
            case 0 -> Reply.of(409, "Conflict");
            case 1 -> Reply.of(422, "Invalid");
            default -> Reply.of(429, "TooManyRequests", 2);
          };
        });
    long began = System.nanoTime();
    shop.pod("n2", "web-2");
    Await.until("all three", LIMIT, () -> tries.get() >= 4 && seconds(began) > 4);
    double time = seconds(began);
    System.out.printf("refused %d writes in %.0f s%n", tries.get(), time);
    assertThat(tries.get() / time).as("writes per second").isLessThan(4);

    operator.heal();

    shop.awaitEndpoints("checkout", "2/2");
  }

  @Test
  @DisplayName("T24: 500 on every tenth request of any kind")
  void someFailuresChangeNothing() {
    var count = new AtomicInteger();
    Function<Request, Optional<Reply>> one =
        request ->
            count.incrementAndGet() % 10 == 0 ? Reply.of(500, "InternalError") : Optional.empty();
    operator.answer(one);
    agent.answer(one);

    shop.pod("n2", "web-2");
    shop.apply("second");

    shop.awaitEndpoints("checkout", "2/2");
    shop.awaitReady("second");
  }

  @Test
  @DisplayName("T24: 403 for one verb: others go on, and the log names the right that lacks")
  void aRightThatLacksHoldsUpNothingElse() throws IOException {
    operator.answer(
        request ->
            request.isWrite() && request.path().contains("/endpointslices")
                ? Reply.of(403, "Forbidden")
                : Optional.empty());

    shop.pod("n2", "web-2");

    // Slices are for people to see: nodes route without them.
    Await.until(
        "web-2 answers",
        LIMIT,
        () ->
            Shop.answers(fleet.node("n1").netns(), shop.address("checkout"), 20).contains("web-2"));
    Await.until(
        "the log names it",
        LIMIT,
        () -> Files.readString(fleet.operator().log()).contains("endpointslices"));
    operator.heal();
    shop.awaitEndpoints("checkout", "2/2");
  }
}
