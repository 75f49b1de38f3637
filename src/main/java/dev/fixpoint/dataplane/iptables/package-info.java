// SPDX-License-Identifier: Apache-2.0
/// Forwards by iptables. The rules are [FrontendRules] for each frontend, on the constant part that
/// [NodeParts] describes; all but [IptablesDataplane] and [Tools] is pure.
package dev.fixpoint.dataplane.iptables;
