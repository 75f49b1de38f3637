// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Protocol;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the expressions of the rules come to for one packet, which may be translated meanwhile.
final class Values {
  private static final long END = 0xffff_ffffL;

  private final Rules rules;
  private final Packet packet;
  private final Draws draws;
  private final List<String> found = new ArrayList<>();
  private Ip destination;
  private long port;
  private Value priority = new Value.Number(0);

  Values(Rules rules, Packet packet, Draws draws) {
    this.rules = rules;
    this.packet = packet;
    this.draws = draws;
    this.destination = packet.destination();
    this.port = packet.destinationPort();
  }

  Packet packet() {
    return packet;
  }

  boolean isTcp() {
    return packet.protocol() == Protocol.TCP;
  }

  /// What was found and drawn since it was last cleared.
  List<String> found() {
    return found;
  }

  void priority(List<Value> value) {
    priority = value.getFirst();
  }

  /// @param to an address and a port
  Verdict translate(List<Value> to) {
    if (to.size() == 2
        && to.get(0) instanceof Value.Address(var ip)
        && to.get(1) instanceof Value.Number(var number)) {
      destination = ip;
      port = number;
      return new Verdict.Translated(ip, Math.toIntExact(number), false);
    }
    throw new UnknownRule("no address and port: " + to);
  }

  Optional<NamedSet.Entry> find(String set, List<Value> key) {
    var entry = rules.set(set).get(key);
    entry.ifPresent(e -> found.add(set + " " + e.text()));
    return entry;
  }

  /// Empty where a map has nothing.
  Optional<List<Value>> of(Expression expression) {
    return switch (expression) {
      case Expression.Of(var field) -> Optional.of(List.of(field(field)));
      case Expression.Literal(var value) -> Optional.of(List.of(value));
      case Expression.Concatenation(var parts) -> concatenation(parts);
      case Expression.Lookup(var key, var map) ->
          of(key).flatMap(k -> find(map, k)).map(NamedSet.Entry::value);
      case Expression.Draw(var modulus) -> number(draws.next(modulus), modulus, "drawn");
      case Expression.Hash(var key, var modulus, var seed) ->
          of(key).flatMap(k -> number(hash(k, modulus, seed), modulus, "hashed"));
      case Expression.Or(var left, var right) ->
          of(left).map(l -> List.of(new Value.Number(bits(l.getFirst()) | bits(right))));
    };
  }

  private Optional<List<Value>> concatenation(List<Expression> parts) {
    var values = new ArrayList<Value>();
    for (var part : parts) {
      var value = of(part);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values.addAll(value.get());
    }
    return Optional.of(List.copyOf(values));
  }

  private Optional<List<Value>> number(int number, int modulus, String how) {
    found.add("%s %d of 0 to %d".formatted(how, number, modulus - 1));
    return Optional.of(List.of(new Value.Number(number)));
  }

  /// As nft_hash.c: the hash, scaled down to the modulus.
  private static int hash(List<Value> key, int modulus, int seed) {
    if (key.size() == 1 && key.getFirst() instanceof Value.Address(var ip)) {
      long hash = Integer.toUnsignedLong(Jenkins.hash(bytes(ip), seed));
      return (int) (hash * modulus >>> Integer.SIZE);
    }
    throw new UnknownRule("a hash of something else than an address");
  }

  private static byte[] bytes(Ip ip) {
    return ip.family() == Family.IPV4
        ? ByteBuffer.allocate(4).putInt((int) ip.low()).array()
        : ByteBuffer.allocate(16).putLong(ip.high()).putLong(ip.low()).array();
  }

  private static long bits(Value value) {
    if (value instanceof Value.Number(var number)) {
      return number;
    }
    throw new UnknownRule("no number: " + value);
  }

  private Value field(Field field) {
    return switch (field) {
      case SOURCE -> new Value.Address(packet.source());
      case DESTINATION -> new Value.Address(destination);
      case SOURCE_END -> new Value.Number(packet.source().low() & END);
      case DESTINATION_END -> new Value.Number(destination.low() & END);
      case PROTOCOL, ORIGINAL_PROTOCOL -> new Value.Number(packet.protocol().number());
      case PORT -> new Value.Number(port);
      case PRIORITY -> priority;
      case INTERFACE -> new Value.Name(packet.via().orElse(""));
      case STATUS -> isTranslated() ? RuleParser.DST_NAT : new Value.Number(0);
      case ORIGINAL_DESTINATION -> new Value.Address(packet.destination());
      case ORIGINAL_PORT -> new Value.Number(packet.destinationPort());
    };
  }

  /// An endpoint that is what the client asked for is no translation (nf_nat_setup_info).
  private boolean isTranslated() {
    return !destination.equals(packet.destination()) || port != packet.destinationPort();
  }
}
