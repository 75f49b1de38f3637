// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes a tar archive (ustar), the same bytes for the same content.
final class Tar {

  private static final int BLOCK = 512;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Tar folder(String name) {
    return entry(name + "/", '5', 0755, "", new byte[0]);
  }

  Tar file(String name, int mode, byte[] content) {
    return entry(name, '0', mode, "", content);
  }

  Tar link(String name, String target) {
    return entry(name, '2', 0777, target, new byte[0]);
  }

  byte[] end() {
    bytes.writeBytes(new byte[2 * BLOCK]);
    return bytes.toByteArray();
  }

  private Tar entry(String name, char type, int mode, String target, byte[] content) {
    var header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, "%07o".formatted(mode));
    put(header, 108, "%07o".formatted(0)); // owner
    put(header, 116, "%07o".formatted(0)); // group
    put(header, 124, "%011o".formatted(content.length));
    put(header, 136, "%011o".formatted(0)); // time
    put(header, 148, "        "); // the checksum counts as blanks while it is computed
    header[156] = (byte) type;
    put(header, 157, target);
    put(header, 257, "ustar");
    put(header, 263, "00");
    int sum = 0;
    for (var b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o".formatted(sum));
    header[154] = 0;
    bytes.writeBytes(header);
    bytes.writeBytes(content);
    bytes.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    return this;
  }

  private static void put(byte[] header, int offset, String text) {
    var ascii = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, header, offset, ascii.length);
  }
}
