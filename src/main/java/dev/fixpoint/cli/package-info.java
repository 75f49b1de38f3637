// SPDX-License-Identifier: Apache-2.0
/// The commands: the two roles, and what people ask.
package dev.fixpoint.cli;
