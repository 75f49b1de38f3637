// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;

/// A connection that did not come about or did not last, and in which way.
public final class NoAnswer extends IOException {

  private static final long serialVersionUID = 1;

  public enum Kind {
    /// Somebody said no.
    REFUSED,
    /// Nobody said anything.
    TIMED_OUT,
    /// A router said that there is no way.
    UNREACHABLE,
    /// It was open and was closed or reset before the answer.
    BROKEN
  }

  private final Kind kind;

  private NoAnswer(Kind kind, String message, IOException cause) {
    super(message, cause);
    this.kind = kind;
  }

  static NoAnswer of(String where, IOException e) {
    var kind =
        switch (e) {
          case SocketTimeoutException timeout -> Kind.TIMED_OUT;
          case NoRouteToHostException route -> Kind.UNREACHABLE;
          case EOFException end -> Kind.BROKEN;
          case ConnectException refused -> connect(String.valueOf(refused.getMessage()));
          default -> connect(String.valueOf(e.getMessage()));
        };
    return new NoAnswer(kind, where + ": " + kind + " (" + e.getMessage() + ")", e);
  }

  private static Kind connect(String message) {
    if (message.contains("unreachable") || message.contains("prohibited")) {
      return Kind.UNREACHABLE;
    }
    return message.contains("refused") ? Kind.REFUSED : Kind.BROKEN;
  }

  public Kind kind() {
    return kind;
  }
}
