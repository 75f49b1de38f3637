// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

/// A transport protocol. Named as in `ServicePort.protocol`.
public enum Protocol {
  /// RFC 9293.
  TCP,

  /// RFC 768.
  UDP,

  /// RFC 9260.
  SCTP
}
