// SPDX-License-Identifier: Apache-2.0
/// What the stages came to, told as conditions, and what follows from levels: plans that the
/// controller carries out. Pure.
package dev.fixpoint.plan;
