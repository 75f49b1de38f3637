// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane;

import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.vip.Ip;
import java.time.Duration;

/// A client that a rule of access with an audit has decided about.
///
/// @param connections new ones, since the client is remembered
/// @param ago when the last one came
public record Contact(
    Frontend frontend, Ip client, boolean admitted, long connections, Duration ago) {}
