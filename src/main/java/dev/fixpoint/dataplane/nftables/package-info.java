// SPDX-License-Identifier: Apache-2.0
/// The nftables backend: a constant number of chains, maps and sets in tables of its own, where a
/// frontend is nothing but elements. Listing → [NftTable] → [NftDiff] mends any state; frontends →
/// [NftPlan] changes a known one. Both end in one [NftChange], one transaction. Only the
/// implementations of [Nft] reach the kernel; all else is pure.
package dev.fixpoint.dataplane.nftables;
