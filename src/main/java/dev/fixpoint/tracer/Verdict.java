// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;

/// What becomes of a packet.
public sealed interface Verdict {

  /// No rule applies: it goes on as it is.
  record Untouched() implements Verdict {
    @Override
    public String toString() {
      return "untouched";
    }
  }

  /// It goes on to an endpoint.
  ///
  /// @param masqueraded whether the endpoint sees the node's address in place of the client's
  record Translated(Ip address, int port, boolean masqueraded) implements Verdict {
    /// `10.1.0.1:8080`, `[fd01::1]:8080`
    public String target() {
      var host = address.family() == Family.IPV6 ? "[" + address + "]" : address.toString();
      return host + ":" + port;
    }

    @Override
    public String toString() {
      return target() + (masqueraded ? " masqueraded" : "");
    }
  }

  /// It is answered at once.
  record Rejected(Answer answer) implements Verdict {
    @Override
    public String toString() {
      return "rejected by " + answer;
    }
  }

  /// It is answered by nobody: the client sees a time-out.
  record Dropped() implements Verdict {
    @Override
    public String toString() {
      return "dropped";
    }
  }

  /// How a packet is rejected.
  enum Answer {
    TCP_RESET("TCP reset"),
    PORT_UNREACHABLE("ICMP port unreachable");

    private final String text;

    Answer(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
