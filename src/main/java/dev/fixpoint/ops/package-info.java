// SPDX-License-Identifier: Apache-2.0
/// Settings, meters and health of both roles.
package dev.fixpoint.ops;
