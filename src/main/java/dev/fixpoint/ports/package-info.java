// SPDX-License-Identifier: Apache-2.0
/// Which node ports a VirtualService gets, and why not: as [dev.fixpoint.ipam] for addresses, with
/// one range in place of the pools. Pure.
package dev.fixpoint.ports;
