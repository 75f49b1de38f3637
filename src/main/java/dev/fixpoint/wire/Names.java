// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

/// Names that the API objects are found by.
public final class Names {
  private Names() {}

  /// The API group of the resources.
  public static final String GROUP = "fixpoint.dev";

  /// Stops the reconciliation of a VirtualService while its value is `true`; traffic goes on.
  public static final String PAUSED = "fixpoint.dev/paused";

  /// On a RoutingIntent: when the operator learned of the first change of a pod that led to this
  /// write, as `endpoints.kubernetes.io/last-change-trigger-time` says it of EndpointSlices.
  public static final String TRIGGER_TIME = "fixpoint.dev/last-change-trigger-time";

  /// On what is written for a VirtualService: its name.
  public static final String VIRTUAL_SERVICE = "fixpoint.dev/virtual-service";

  /// On what is written for a VirtualService: its UID.
  public static final String OWNER_UID = "fixpoint.dev/owner-uid";

  /// On IPAddresses that are no address inside the cluster: what they are for, as a pool says it.
  public static final String USE = "fixpoint.dev/use";

  /// On IPAddresses: the pool that the address was taken from.
  public static final String POOL = "fixpoint.dev/pool";

  /// On IPAddresses whose owner is gone: until when they are kept for its name, such as
  /// `20261127T184500Z` (ISO 8601, basic form: a label takes no colons).
  public static final String HELD_UNTIL = "fixpoint.dev/held-until";

  /// The finalizer of AddressPools that VirtualServices hold addresses of.
  public static final String IN_USE = "fixpoint.dev/in-use";

  /// On IPAddresses and EndpointSlices: who manages them. Ours keeps the API server's repair loop
  /// off the addresses (KEP-1880), and the endpointslice controller off the slices (KEP-752).
  public static final String MANAGED_BY_VALUE = "fixpoint.dev";

  public static final String ADDRESS_MANAGED_BY = "ipaddress.kubernetes.io/managed-by";
  public static final String ADDRESS_FAMILY = "ipaddress.kubernetes.io/ip-family";
  public static final String SLICE_MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

  /// On a slice: the Service whose name answers with its endpoints.
  public static final String SERVICE_NAME = "kubernetes.io/service-name";

  /// Keeps a slice out of kube-proxy's sight, which watches those without it (Kubernetes 1.36).
  public static final String HEADLESS = "service.kubernetes.io/headless";

  /// Names who serves a Service or a slice instead of kube-proxy.
  public static final String SERVICE_PROXY = "service.kubernetes.io/service-proxy-name";

  public static final String SERVICE_PROXY_VALUE = "fixpoint";
}
