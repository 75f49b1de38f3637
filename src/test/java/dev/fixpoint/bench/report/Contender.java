// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench.report;

import java.util.Locale;

/// The systems that are compared, each with one way to make the kernel forward.
public enum Contender {
  FIXPOINT_NFTABLES("nftables", true, "#0b6e4f"),
  FIXPOINT_IPTABLES("iptables", true, "#5fad56"),
  FIXPOINT_IPVS("ipvs", true, "#a3c9a8"),
  KUBE_PROXY_NFTABLES("nftables", false, "#c0392b"),
  KUBE_PROXY_IPTABLES("iptables", false, "#e59866");

  private final String backend;
  private final boolean ours;
  private final String colour;

  Contender(String backend, boolean ours, String colour) {
    this.backend = backend;
    this.ours = ours;
    this.colour = colour;
  }

  /// As `FIXPOINT_BACKEND` and kube-proxy's `mode` name it.
  public String backend() {
    return backend;
  }

  public boolean isOurs() {
    return ours;
  }

  String colour() {
    return colour;
  }

  /// Such as `kube-proxy nftables`, for people.
  public String title() {
    return (ours ? "fixpoint " : "kube-proxy ") + backend;
  }

  /// Such as `kube-proxy-nftables`, for a command line.
  public String option() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
