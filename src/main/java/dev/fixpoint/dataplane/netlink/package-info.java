// SPDX-License-Identifier: Apache-2.0
/// The kernel's netfilter by netlink, in process: who else changes nftables ([NftWatch]), and the
/// UDP flows that connection tracking keeps ([UdpFlows]). [NetlinkSocket] alone reaches the kernel;
/// messages and decisions are pure.
package dev.fixpoint.dataplane.netlink;
