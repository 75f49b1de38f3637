// SPDX-License-Identifier: Apache-2.0
/// Sets of ipset, as the rules of more than one backend use them.
///
/// [dev.fixpoint.dataplane.ipset.Records] says which sets and rules remember clients;
/// [dev.fixpoint.dataplane.ipset.IpSet] asks the kernel.
package dev.fixpoint.dataplane.ipset;
