// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

/// Whether an installation works as a whole: an operator leads, and all agents have caught up.
record InstallReport(OperatorView operator, StatusReport status) implements Report {

  @Override
  public boolean isWell() {
    return operator.trouble().isEmpty() && status.isWell();
  }

  @Override
  public String text() {
    var state = operator.trouble().isEmpty() ? "leads" : operator.trouble();
    return "operator %s: %s%n%s".formatted(operator.leader(), state, status.text());
  }
}
