// SPDX-License-Identifier: Apache-2.0
/// What is said to people: findings, reasons, conditions, and how far a revision has come. Pure.
package dev.fixpoint.status;
