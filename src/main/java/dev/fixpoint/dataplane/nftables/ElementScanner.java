// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Protocol;
import java.util.List;

/// Reads `a . b : c, d . e : f }` character by character: a table may have 500,000 elements.
final class ElementScanner {

  /// An element that is not ours. Without a stack trace, since it is caught next door.
  static final class Strange extends Exception {
    private static final long serialVersionUID = 1;

    Strange() {
      super(null, null, false, false);
    }
  }

  interface Reader {
    void read() throws Strange;
  }

  private final String text;
  private int at;

  ElementScanner(String text, int start) {
    this.text = text;
    this.at = start;
  }

  /// Just behind the closing brace.
  int position() {
    return at;
  }

  /// Lets `reader` read each element up to the closing brace.
  ///
  /// @param strange gets the text of those it cannot read, or not to their end
  void each(Reader reader, List<String> strange) throws DataplaneException {
    while (true) {
      blank();
      int start = at;
      boolean read = read(reader);
      skip();
      if (!read) {
        strange.add(text.substring(start, at).strip());
      }
      if (text.charAt(at++) == '}') {
        return;
      }
    }
  }

  private boolean read(Reader reader) {
    try {
      reader.read();
      blank();
      return peek() == ',' || peek() == '}';
    } catch (Strange e) {
      return false;
    }
  }

  /// To the end of the element; a comment is in quotes.
  private void skip() throws DataplaneException {
    boolean quoted = false;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == ',' || c == '}')) {
        return;
      }
      at++;
    }
    throw new DataplaneException("nftables: the listing breaks off in an element");
  }

  ElementScanner dot() throws Strange {
    return expect(" . ");
  }

  ElementScanner colon() throws Strange {
    return expect(" : ");
  }

  Frontend frontend() throws Strange {
    var address = ip();
    int number = dot().number(10, 255);
    int port = dot().number(10, 65535);
    for (var protocol : Protocol.values()) {
      if (protocol.number() == number) {
        return new Frontend(address, protocol, port);
      }
    }
    throw new Strange();
  }

  Endpoint endpoint() throws Strange {
    var address = ip();
    return new Endpoint(address, dot().number(10, 65535));
  }

  /// `none` → 0, `0:a` → 10, `1:0` → 65536
  int classid() throws Strange {
    if (text.startsWith("none", at)) {
      expect("none");
      return 0;
    }
    if (text.startsWith("root", at)) {
      expect("root");
      return -1;
    }
    int high = number(16, 0xffff);
    return high << 16 | expect(":").number(16, 0xffff);
  }

  Ip ip() throws Strange {
    int end = at;
    while (end < text.length() && isAddress(text.charAt(end))) {
      end++;
    }
    var ip = Ip.parse(text.substring(at, end));
    at = end;
    return ip.orElseThrow(Strange::new);
  }

  IpRange range() throws Strange {
    int end = at;
    while (end < text.length() && (isAddress(peekAt(end)) || "/-".indexOf(peekAt(end)) >= 0)) {
      end++;
    }
    var range = IpRange.parse(text.substring(at, end));
    at = end;
    return range.orElseThrow(Strange::new);
  }

  /// The name of a chain of ours.
  String chain() throws Strange {
    int end = at;
    while (Character.isLetterOrDigit(peekAt(end)) || peekAt(end) == '-') {
      end++;
    }
    if (end == at) {
      throw new Strange();
    }
    var name = text.substring(at, end);
    at = end;
    return name;
  }

  /// Behind an element with a counter: ` counter packets 3 bytes 180`.
  <T> T counted(T element) throws Strange {
    expect(" counter packets ").digits();
    expect(" bytes ").digits();
    return element;
  }

  private void digits() throws Strange {
    int start = at;
    while (Character.digit(peek(), 10) >= 0) {
      at++;
    }
    if (at == start) {
      throw new Strange();
    }
  }

  private char peekAt(int index) {
    return index < text.length() ? text.charAt(index) : '\0';
  }

  private static boolean isAddress(char c) {
    return c == ':' || c == '.' || Character.digit(c, 16) >= 0;
  }

  private int number(int radix, int most) throws Strange {
    long number = 0;
    int start = at;
    for (int digit; (digit = Character.digit(peek(), radix)) >= 0; at++) {
      number = number * radix + digit;
      if (number > most) {
        throw new Strange();
      }
    }
    if (at == start) {
      throw new Strange();
    }
    return (int) number;
  }

  /// `"eth0"`
  String quoted() throws Strange {
    expect("\"");
    int end = text.indexOf('"', at);
    if (end < 0) {
      throw new Strange();
    }
    var word = text.substring(at, end);
    at = end + 1;
    return word;
  }

  ElementScanner expect(String word) throws Strange {
    if (!text.startsWith(word, at)) {
      throw new Strange();
    }
    at += word.length();
    return this;
  }

  private char peek() {
    return peekAt(at);
  }

  private void blank() {
    while (Character.isWhitespace(peek())) {
      at++;
    }
  }
}
