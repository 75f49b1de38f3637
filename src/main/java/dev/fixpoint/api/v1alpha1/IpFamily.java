// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

/// An address family. Named as in `Service.spec.ipFamilies`.
public enum IpFamily {
  /// RFC 791.
  IPv4,

  /// RFC 8200.
  IPv6
}
