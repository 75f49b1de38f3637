// SPDX-License-Identifier: Apache-2.0
/// Looks over the store of addresses, and the endpoints: what is held, shown, published and routed,
/// and where these disagree.
/// Pure: it is given what was read, and says what is wrong with it.
package dev.fixpoint.audit;
