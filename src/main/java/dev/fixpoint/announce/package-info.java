// SPDX-License-Identifier: Apache-2.0
/// Answers on the node's own network for addresses that no interface holds, so that their packets
/// come here: ARP for IPv4 (RFC 826, 5227), neighbour discovery for IPv6 (RFC 4861). [Frames] is
/// pure; [PacketSocket] needs the capability NET_RAW.
package dev.fixpoint.announce;
