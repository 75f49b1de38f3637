// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.status;

/// Why a condition has its status: the closed set that scripts and alerts may rely on.
public enum Reason {
  Accepted,
  Invalid,

  Allocated,
  PoolExhausted,
  AddressInUse,
  AddressOutOfRange,
  AddressReserved,
  PoolNotFound,
  PoolNotAllowed,
  OutOfRange,
  InRange,
  InUse,
  PoolConflict,
  NoConflict,
  NoPool,
  NotAllocated,
  NodePortInUse,
  NodePortOutOfRange,
  NodePortsExhausted,

  EndpointsReady,
  NoMatchingPods,
  NoReadyPods,
  NoWeight,

  Programmed,
  Pending,
  NodeFailed,
  BackendUnsupported,
  NoLiveNodes,

  Protected,
  NetworkPolicyConflict,

  Ready,
  NotCalculated,
  ReconcileFailed,

  Published,
  ForeignObject
}
