// SPDX-License-Identifier: Apache-2.0
/// The kernel's tools, called as programs.
package dev.fixpoint.dataplane.process;
