// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import dev.fixpoint.tracer.Verdict.Answer;
import dev.fixpoint.vip.Ip;
import java.util.List;

/// A rule of iptables.
///
/// @param text as it was read, without its chain
/// @param matches in their order
record IptRule(String text, List<IptMatch> matches, Action action) {

  /// What it does with packets for which all matches hold.
  sealed interface Action {

    record Nothing() implements Action {}

    /// Goes on in a chain, and then after this rule, or after the rule that led to this chain.
    record Go(String chain, boolean comesBack) implements Action {}

    record Return() implements Action {}

    record Accept() implements Action {}

    record Drop() implements Action {}

    record Reject(Answer answer) implements Action {}

    record Translate(Ip address, int port) implements Action {}

    record Masquerade() implements Action {}

    record Write(String set) implements Action {}
  }
}
