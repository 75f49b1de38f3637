// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import java.util.List;

/// @param text as it was read
record Rule(String text, List<Statement> statements) {}
