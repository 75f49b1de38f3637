// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.status;

/// Why a node does not route a VirtualService, as one line for people. What its backend cannot do
/// at all is told from what a kernel refused by its first word, on the whole way from the agent to
/// the condition.
public final class Refusal {

  private static final String UNSUPPORTED = Reason.BackendUnsupported + ": ";

  private Refusal() {}

  public static String unsupported(String why) {
    return UNSUPPORTED + why;
  }

  /// Whether `failure`, or what it quotes, is of [#unsupported].
  public static boolean isUnsupported(String failure) {
    return failure.contains(UNSUPPORTED);
  }

  /// What was given to [#unsupported], or all of `failure`.
  public static String message(String failure) {
    return failure.startsWith(UNSUPPORTED) ? failure.substring(UNSUPPORTED.length()) : failure;
  }
}
