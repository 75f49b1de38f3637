// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import dev.fixpoint.tracer.Trace.Outcome;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A VirtualService, a packet to it, and what becomes of that.
///
/// @param spec the VirtualService's, as YAML
/// @param leaving pods that are terminating and still serve
/// @param unready pods that are not ready
/// @param single pods without an IPv6 address
/// @param inside sources that count as inside, wherever they come from
/// @param from the machine that sends the packet
/// @param to `10.96.0.1:80/TCP`, `[fd96::1]:53/UDP`
/// @param expected `untouched`, `reset`, `unreachable`, `dropped`, or who answers how often: `p1
///     1/3, peer* 2/3`, with a star where it sees the node's address in place of the client's
public record Shape(
    String name,
    String spec,
    Set<String> leaving,
    Set<String> unready,
    Set<String> single,
    Set<String> inside,
    String from,
    String to,
    String expected) {

  /// The machines by their addresses.
  static final Map<String, List<String>> MACHINES =
      Map.of(
          "p1", List.of("10.1.0.1", "fd01::1"),
          "p2", List.of("10.1.0.2", "fd01::2"),
          "p3", List.of("10.1.0.3", "fd01::3"),
          "node", List.of("192.0.2.1", "2001:db8::1"),
          "peer", List.of("192.0.2.2", "2001:db8::2"));

  public static Shape of(String name, String spec, String from, String to, String expected) {
    return new Shape(name, spec, Set.of(), Set.of(), Set.of(), Set.of(), from, to, expected);
  }

  Shape expecting(String other) {
    return new Shape(name, spec, leaving, unready, single, inside, from, to, other);
  }

  Shape leaving(String... pods) {
    return new Shape(name, spec, Set.of(pods), unready, single, inside, from, to, expected);
  }

  Shape unready(String... pods) {
    return new Shape(name, spec, leaving, Set.of(pods), single, inside, from, to, expected);
  }

  Shape withoutIpv6(String... pods) {
    return new Shape(name, spec, leaving, unready, Set.of(pods), inside, from, to, expected);
  }

  Shape inside(String... sources) {
    return new Shape(name, spec, leaving, unready, single, Set.of(sources), from, to, expected);
  }

  public Ip address() {
    return Ip.of(to.substring(0, to.lastIndexOf(':')).replaceAll("[\\[\\]]", ""));
  }

  public int port() {
    return Integer.parseInt(to.substring(to.lastIndexOf(':') + 1, to.indexOf('/')));
  }

  public Protocol protocol() {
    return Protocol.valueOf(to.substring(to.indexOf('/') + 1));
  }

  /// The address that the machine sends from.
  public Ip source() {
    return MACHINES.get(from).stream()
        .map(Ip::of)
        .filter(ip -> ip.family() == address().family())
        .findFirst()
        .orElseThrow();
  }

  public Packet packet() {
    var via =
        switch (from) {
          case "node" -> Optional.<String>empty();
          case "peer" -> Optional.of("eth0");
          default -> Optional.of("v" + from.substring(1));
        };
    return new Packet(source(), address(), protocol(), 40_000, port(), via);
  }

  /// What a trace says, as `expected` does; in the order of the names.
  public static String told(Trace trace) {
    return trace.outcomes().stream().map(Shape::told).sorted().collect(Collectors.joining(", "));
  }

  private static String told(Outcome outcome) {
    return switch (outcome.verdict()) {
      case Verdict.Untouched _ -> "untouched";
      case Verdict.Dropped _ -> "dropped";
      case Verdict.Rejected(var answer) ->
          answer == Verdict.Answer.TCP_RESET ? "reset" : "unreachable";
      case Verdict.Translated(var address, _, var masqueraded) ->
          machine(address) + (masqueraded ? "*" : "") + " " + outcome.share();
    };
  }

  public static String machine(Ip address) {
    return MACHINES.entrySet().stream()
        .filter(machine -> machine.getValue().contains(address.toString()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  /// Who answers, with a star where masqueraded; empty where nobody does.
  public Set<String> answers() {
    return shares().keySet();
  }

  /// Who answers, and what part of the connections.
  public SortedMap<String, Double> shares() {
    var shares = new TreeMap<String, Double>();
    for (var part : expected.contains(" ") ? expected.split(", ") : new String[0]) {
      var words = part.split("[ /]");
      double of = words.length > 2 ? Integer.parseInt(words[2]) : 1;
      shares.put(words[0], Integer.parseInt(words[1]) / of);
    }
    return shares;
  }

  @Override
  public String toString() {
    return name + ": " + from + " to " + to;
  }
}
