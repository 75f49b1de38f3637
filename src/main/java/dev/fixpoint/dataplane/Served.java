// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane;

import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Target;

/// Connections that went from a frontend to a target.
///
/// @param connections at least one
public record Served(Frontend frontend, Target target, long connections) {}
