// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.vip;

import java.util.List;

/// A VirtualService that has been read and found sound: what it wants, in the words of the core.
///
/// @param uid tells it from an earlier one of the same name
/// @param generation of the spec that this was read from
/// @param backends what its pods are divided into, and the shares of these; [Backend#ALL] alone
///     where it names none
/// @param addresses that it wants inside the cluster
/// @param reach from where it wants to be reached beside these
/// @param publishNotReady whether pods count before they are ready
/// @param balancing how a node chooses an endpoint
public record VipService(
    Key key,
    String uid,
    long generation,
    Selector selector,
    List<Port> ports,
    List<Backend> backends,
    AddressWish addresses,
    Reach reach,
    boolean publishNotReady,
    Balancing balancing) {

  /// One that is reached from inside the cluster only, balanced at random.
  public VipService(
      Key key,
      String uid,
      long generation,
      Selector selector,
      List<Port> ports,
      List<Backend> backends,
      AddressWish addresses,
      boolean publishNotReady) {
    this(
        key,
        uid,
        generation,
        selector,
        ports,
        backends,
        addresses,
        Reach.INSIDE,
        publishNotReady,
        Balancing.RANDOM);
  }

  /// A share of the new connections, and the pods that get it.
  ///
  /// @param weight the share is weight / sum of the weights; with 0 there is none
  /// @param selector narrows the selector of the service
  public record Backend(String name, int weight, Selector selector) {

    /// The backend of a service that names none.
    public static final Backend ALL = new Backend("default", 1, new Selector(List.of()));
  }

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
