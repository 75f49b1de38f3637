// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

/// The kernel's `jhash` (include/linux/jhash.h, after Bob Jenkins' lookup3), as a little-endian
/// machine computes it.
final class Jenkins {
  private static final int INITIAL = 0xdeadbeef;

  private final byte[] key;
  private int a;
  private int b;
  private int c;

  private Jenkins(byte[] key, int seed) {
    this.key = key;
    a = INITIAL + key.length + seed;
    b = a;
    c = a;
  }

  static int hash(byte[] key, int seed) {
    return new Jenkins(key, seed).hash();
  }

  private int hash() {
    int at = 0;
    for (; key.length - at > 12; at += 12) {
      add(at);
      mix();
    }
    if (at < key.length) {
      add(at);
      end();
    }
    return c;
  }

  private void add(int at) {
    a += word(at);
    b += word(at + 4);
    c += word(at + 8);
  }

  private int word(int at) {
    int word = 0;
    for (int i = 0; i < 4 && at + i < key.length; i++) {
      word |= (key[at + i] & 0xff) << 8 * i;
    }
    return word;
  }

  private void mix() {
    a = a - c ^ Integer.rotateLeft(c, 4);
    c += b;
    b = b - a ^ Integer.rotateLeft(a, 6);
    a += c;
    c = c - b ^ Integer.rotateLeft(b, 8);
    b += a;
    a = a - c ^ Integer.rotateLeft(c, 16);
    c += b;
    b = b - a ^ Integer.rotateLeft(a, 19);
    a += c;
    c = c - b ^ Integer.rotateLeft(b, 4);
    b += a;
  }

  private void end() {
    c = (c ^ b) - Integer.rotateLeft(b, 14);
    a = (a ^ c) - Integer.rotateLeft(c, 11);
    b = (b ^ a) - Integer.rotateLeft(a, 25);
    c = (c ^ b) - Integer.rotateLeft(b, 16);
    a = (a ^ c) - Integer.rotateLeft(c, 4);
    b = (b ^ a) - Integer.rotateLeft(a, 14);
    c = (c ^ b) - Integer.rotateLeft(b, 24);
  }
}
