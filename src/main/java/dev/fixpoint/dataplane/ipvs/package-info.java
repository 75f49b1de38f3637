// SPDX-License-Identifier: Apache-2.0
/// Forwards by IPVS, which shares connections out, and a few constant rules of iptables around it
/// whose variable parts are in ipsets: who may connect, who is refused, whose source is rewritten.
///
/// All but [dev.fixpoint.dataplane.ipvs.IpvsDataplane] and
/// [dev.fixpoint.dataplane.ipvs.IpvsTools] is pure: table → [dev.fixpoint.dataplane.ipvs.Wanted] →
/// [dev.fixpoint.dataplane.ipvs.Change] → scripts of the tools.
package dev.fixpoint.dataplane.ipvs;
