// SPDX-License-Identifier: Apache-2.0
/// The border: API objects to values of the core and back, with every check that the schema can't
/// express. Pure: the same calls serve reconcilers, agents, commands and tests.
package dev.fixpoint.wire;
