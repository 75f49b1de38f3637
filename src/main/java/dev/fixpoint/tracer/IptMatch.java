// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Protocol;

/// A condition of a rule of iptables, or what a match does by the way.
sealed interface IptMatch {

  /// Holds where `match` does not.
  record Not(IptMatch match) implements IptMatch {}

  record Source(IpRange range) implements IptMatch {}

  record Destination(IpRange range) implements IptMatch {}

  record Of(Protocol protocol) implements IptMatch {}

  record Port(int port) implements IptMatch {}

  record By(String device) implements IptMatch {}

  /// Connection tracking says that it is new: each packet here is.
  record New() implements IptMatch {}

  /// Its destination was translated.
  record Translated() implements IptMatch {}

  record FirstDestination(IpRange range) implements IptMatch {}

  record FirstPort(int port) implements IptMatch {}

  /// Holds at random, or in turn.
  record Drawn(Chance chance) implements IptMatch {}

  /// Notes the source in a list.
  record Note(String list) implements IptMatch {}

  /// Whether the source was noted in a list on this way.
  record Noted(String list) implements IptMatch {}

  /// Whether the source was noted in a list by an earlier connection.
  record Remembered(String list) implements IptMatch {}

  /// The source is in a set.
  record Member(String set) implements IptMatch {}

  /// The client is in a set that packets fill.
  record Known(String set) implements IptMatch {}

  /// The hash of the source is in a mask.
  record Hashed(int mask, int total, int seed) implements IptMatch {}
}
