// SPDX-License-Identifier: Apache-2.0
/// Which pods stand behind a service and in which state, and how EndpointSlices hold them. Pure.
package dev.fixpoint.endpoints;
