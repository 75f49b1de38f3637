// SPDX-License-Identifier: Apache-2.0
/// Which clients the rules of access admit: the addresses behind a selector, how AddressSets hold
/// them, and whether a certain client may connect. Pure.
package dev.fixpoint.access;
