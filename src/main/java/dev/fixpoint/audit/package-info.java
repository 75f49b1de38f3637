// SPDX-License-Identifier: Apache-2.0
/// Looks over the store of addresses: what is held, shown and routed, and where these disagree.
/// Pure: it is given what was read, and says what is wrong with it.
package dev.fixpoint.audit;
