// SPDX-License-Identifier: Apache-2.0
/// What all nodes shall forward, as values: the contract between operator and agents. Pure.
package dev.fixpoint.intent;
