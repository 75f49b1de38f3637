// SPDX-License-Identifier: Apache-2.0
/// What a rule set does with the first packet of a connection: it is read as text, as compiled or
/// as a kernel lists it, and evaluated statement by statement. Pure.
///
/// The language is that of our own tables and no more: whatever else a text holds is an
/// [UnknownRule], so that no answer is a guess.
package dev.fixpoint.tracer;
