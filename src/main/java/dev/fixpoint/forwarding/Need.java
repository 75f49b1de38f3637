// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

/// What a VirtualService asks of a node's backend.
///
/// @param field that asks for it, such as `spec.access.audit`
public record Need(Capability capability, String field) {}
