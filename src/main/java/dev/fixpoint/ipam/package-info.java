// SPDX-License-Identifier: Apache-2.0
/// Which address a VirtualService gets, and why not. Pure: a view of the held addresses and a
/// request go in, a decision that says why comes out. The store is the API server: an `IPAddress`
/// object per address, named by it, so that creating it is the lock.
package dev.fixpoint.ipam;
