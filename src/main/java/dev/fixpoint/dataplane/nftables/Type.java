// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.nftables.ElementBytes.Strange;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Frontend.Side;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/// The type of the keys or values of an [NftSet]: how nft calls it, its text, and how the kernel
/// holds it. What is written is what `nft -n list` of nft 1.0.6 prints.
///
/// @param name in the declaration of a set
/// @param writer appends a value
/// @param reader takes it from the kernel's bytes, or finds that they are not ours
/// @param encoder appends it to the kernel's bytes
record Type<T>(
    Function<NftFamily, String> name,
    BiConsumer<StringBuilder, T> writer,
    Reader<T> reader,
    BiConsumer<ElementForm, T> encoder) {

  interface Reader<T> {
    T read(ElementBytes in) throws Strange;
  }

  /// The value of an element of a plain set.
  enum Nothing {
    NOTHING
  }

  private static final Pattern INTERFACE_NAME = Pattern.compile("[A-Za-z0-9._@+-]{1,15}");

  static final Type<Nothing> NOTHING =
      new Type<>(_ -> "", (_, _) -> {}, _ -> Nothing.NOTHING, (_, _) -> {});

  static final Type<Ip> ADDRESS =
      new Type<>(NftFamily::addressType, StringBuilder::append, ElementBytes::ip, ElementForm::ip);

  /// Of an interval set: `10.0.0.0/24`, `10.0.0.5-10.0.0.9`, `10.0.0.5`.
  static final Type<IpRange> RANGE =
      new Type<>(
          NftFamily::addressType,
          (out, range) -> out.append(range.toBlock().orElseGet(range::toString)),
          ElementBytes::range,
          ElementForm::range);

  /// `number . address`
  static final Type<Admitted> ADMITTED =
      new Type<>(
          family -> "classid . " + family.addressType(),
          (out, of) -> out.append(classid(of.policy())).append(" . ").append(of.client()),
          in -> new Admitted(in.classid(), in.ip()),
          (out, of) -> out.classid(of.policy()).ip(of.client()));

  /// `number . range`, of an interval set. A single address has its prefix, too: without, nft
  /// 1.0.6 does not find it when it is to be deleted.
  static final Type<AdmittedRange> ADMITTED_RANGE =
      new Type<>(
          ADMITTED.name(),
          (out, of) -> {
            var range = of.clients();
            boolean single = range.first().equals(range.last());
            out.append(classid(of.policy())).append(" . ");
            out.append(
                single
                    ? range.first() + "/" + range.family().bits()
                    : range.toBlock().orElseGet(range::toString));
          },
          in -> new AdmittedRange(in.ordered(), in.range()),
          (out, of) -> out.ordered(of.policy()).range(of.clients()));

  /// `address . address`, of one and the same.
  static final Type<Ip> TWICE =
      new Type<>(
          family -> family.addressType() + " . " + family.addressType(),
          (out, ip) -> out.append(ip).append(" . ").append(ip),
          Type::twice,
          (out, ip) -> out.ip(ip).ip(ip));

  static final Type<Frontend> FRONTEND =
      new Type<>(
          family -> family.addressType() + " . inet_proto . inet_service",
          Type::frontend,
          ElementBytes::frontend,
          ElementForm::frontend);

  /// A frontend for clients outside.
  static final Type<Frontend> OUTSIDE =
      new Type<>(
          FRONTEND.name(),
          Type::frontend,
          in -> in.frontend().on(Side.OUTSIDE),
          ElementForm::frontend);

  /// `"eth0"`. Linux takes nearly all names; nft has no way to write a quote within quotes, and
  /// takes a star for all names that begin so.
  static final Type<String> INTERFACE =
      new Type<>(_ -> "ifname", Type::interfaceName, Type::interfaceName, ElementForm::name);

  /// A client of a frontend: never read, since packets alone write it.
  static final Type<Slot> CLIENT =
      new Type<>(
          family ->
              family == NftFamily.IPV4
                  ? "ipv4_addr . " + FRONTEND.name(family)
                  : "@nh,160,32 . @nh,288,32 . meta l4proto . th dport",
          Type::byPackets,
          _ -> {
            throw new Strange();
          },
          Type::byPackets);

  /// A client and the frontend that it connected to: packets alone write it.
  static final Type<Ip> CONTACT =
      new Type<>(
          family -> family.addressType() + " . " + FRONTEND.name(family),
          Type::byPackets,
          _ -> {
            throw new Strange();
          },
          Type::byPackets);

  /// A number that a packet can carry as its priority.
  static final Type<Integer> NUMBER =
      new Type<>(
          _ -> "classid",
          (out, number) -> out.append(classid(number)),
          ElementBytes::classid,
          ElementForm::classid);

  static final Type<Slot> SLOT =
      new Type<>(
          family -> FRONTEND.name(family) + " . " + NUMBER.name(family),
          (out, slot) -> {
            frontend(out, slot.frontend());
            out.append(" . ").append(classid(number(slot)));
          },
          Type::slot,
          (out, slot) -> out.frontend(slot.frontend()).classid(number(slot)));

  static final Type<Endpoint> ENDPOINT =
      new Type<>(
          family -> family.addressType() + " . inet_service",
          (out, to) -> out.append(to.address()).append(" . ").append(to.port()),
          ElementBytes::endpoint,
          (out, to) -> out.ip(to.address()).port(to.port()));

  /// A verdict that goes to a chain, of which this is the name.
  static final Type<String> GOTO =
      new Type<>(
          _ -> "verdict",
          (out, chain) -> out.append("goto ").append(chain),
          ElementBytes::chain,
          ElementForm::chain);

  String name(NftFamily family) {
    return name.apply(family);
  }

  void write(StringBuilder out, T value) {
    writer.accept(out, value);
  }

  T read(ElementBytes in) throws Strange {
    return reader.read(in);
  }

  void encode(ElementForm out, T value) {
    encoder.accept(out, value);
  }

  /// Whether an interface's name is one that can be written.
  static boolean isInterface(String name) {
    return INTERFACE_NAME.matcher(name).matches();
  }

  /// @throws IllegalArgumentException if it is not
  static void requireInterface(String name) {
    if (!isInterface(name)) {
      throw new IllegalArgumentException("no name of an interface to write: " + name);
    }
  }

  private static void interfaceName(StringBuilder out, String name) {
    requireInterface(name);
    out.append('"').append(name).append('"');
  }

  private static String interfaceName(ElementBytes in) throws Strange {
    var name = in.name();
    if (!isInterface(name)) {
      throw new Strange();
    }
    return name;
  }

  private static void byPackets(Object out, Object what) {
    throw new IllegalStateException("written by packets: " + what);
  }

  private static int number(Slot slot) {
    return slot.index() + (slot.frontend().isOutside() ? Slot.OUTSIDE : 0);
  }

  static Slot slot(ElementBytes in) throws Strange {
    var frontend = in.frontend();
    int index = in.classid();
    return index < Slot.OUTSIDE
        ? new Slot(frontend, index)
        : new Slot(frontend.on(Side.OUTSIDE), index - Slot.OUTSIDE);
  }

  private static Ip twice(ElementBytes in) throws Strange {
    var ip = in.ip();
    if (!in.ip().equals(ip)) {
      throw new Strange();
    }
    return ip;
  }

  private static void frontend(StringBuilder out, Frontend frontend) {
    out.append(frontend.address()).append(" . ").append(frontend.protocol().number());
    out.append(" . ").append(frontend.port());
  }

  /// A number as the kernel's type for a packet's priority is printed: upper and lower half, in
  /// hexadecimal; 0 is `none`.
  private static String classid(int number) {
    if (number == 0) {
      return "none";
    }
    return Integer.toHexString(number >>> 16) + ":" + Integer.toHexString(number & 0xffff);
  }
}
