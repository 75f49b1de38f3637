// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.vip;

import java.util.List;

/// A VirtualService that has been read and found sound: what it wants, in the words of the core.
///
/// @param uid tells it from an earlier one of the same name
/// @param generation of the spec that this was read from
/// @param addresses that it wants inside the cluster
/// @param publishNotReady whether pods count before they are ready
public record VipService(
    Key key,
    String uid,
    long generation,
    Selector selector,
    List<Port> ports,
    AddressWish addresses,
    boolean publishNotReady) {

  /// One port of the address.
  ///
  /// @param name empty for the only port of a service
  public record Port(String name, Protocol protocol, int port, TargetPort target) {}

  /// The port of the pod behind it.
  public sealed interface TargetPort {
    record Number(int port) implements TargetPort {}

    /// A container port's name, resolved for each pod.
    record Named(String name) implements TargetPort {}
  }
}
