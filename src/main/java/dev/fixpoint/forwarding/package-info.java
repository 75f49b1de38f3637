// SPDX-License-Identifier: Apache-2.0
/// What one node does for each address and port: intents seen from that node. All backends
/// compile from this. Pure.
package dev.fixpoint.forwarding;
