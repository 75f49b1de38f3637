// SPDX-License-Identifier: Apache-2.0
/// What a run of the comparison has measured, as values, and what comes of it: summaries, ratios,
/// the page, the plots. Pure: the same results give the same page, so no figure is made by hand.
package dev.fixpoint.bench.report;
