// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

/// What rules may use beside what each kernel has that this backend starts on.
///
/// @param sets of ipset; else clients are lines of a chain
/// @param recent the match: memory of who came lately
record Means(boolean sets, boolean recent) {}
