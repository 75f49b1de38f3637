// SPDX-License-Identifier: Apache-2.0
/// The role of each node: follow the intents, keep the kernel like them, say how far it is.
package dev.fixpoint.agent;
