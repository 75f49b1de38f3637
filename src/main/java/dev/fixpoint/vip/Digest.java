// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.vip;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 of texts, in UTF-8.
public final class Digest {
  private Digest() {}

  /// The first `bytes` of the digest, as two hexadecimal digits each.
  ///
  /// @param bytes at most 32
  public static String hex(String text, int bytes) {
    return HexFormat.of().formatHex(of(text), 0, bytes);
  }

  /// The first eight bytes, as a number.
  public static long number(String text) {
    return ByteBuffer.wrap(of(text)).getLong();
  }

  private static byte[] of(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return digest.digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every Java platform has SHA-256
    }
  }
}
