// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.vip;

/// A transport protocol that a port can have, named as in `ServicePort.protocol`.
public enum Protocol {
  TCP(6),
  UDP(17),
  SCTP(132);

  private final int number;

  Protocol(int number) {
    this.number = number;
  }

  /// The number in the IP header, as assigned by IANA.
  public int number() {
    return number;
  }
}
