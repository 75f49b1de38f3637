// SPDX-License-Identifier: Apache-2.0
/// The vocabulary of all stages: addresses and ranges, keys, protocols. Pure: the JDK alone.
package dev.fixpoint.vip;
