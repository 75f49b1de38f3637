// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ports;

import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import java.util.OptionalInt;

/// What a VirtualService asks for behind one of its ports.
///
/// @param uid of the VirtualService
/// @param servicePort the port of the VirtualService, or [PortClaim#HEALTH]
/// @param asked this very node port; empty leaves the choice to the allocator
public record PortRequest(
    Key owner, String uid, Protocol protocol, int servicePort, OptionalInt asked) {}
