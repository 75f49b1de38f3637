// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.forwarding.Access;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Target;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Names of chains (28 characters at most), sets (31) and lists of `recent`: a role and a hash, the
/// same at every start and on every node. Pure.
final class Names {

  /// What all of them start with.
  static final String PREFIX = "FIXPOINT-";

  /// What the names of the backend `ipvs` start with.
  private static final String OTHERS = "FIXPOINT-IPVS";

  private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  /// Of 80 bits.
  private static final int HASH_CHARACTERS = 16;

  private Names() {}

  static boolean isOurs(String name) {
    return name.startsWith(PREFIX) && !name.startsWith(OTHERS);
  }

  /// Where the endpoint of a frontend is drawn.
  static String service(Frontend frontend) {
    return hashed("S", frontend.toString());
  }

  /// Where the endpoint is drawn of some clients of a frontend.
  static String branch(Frontend frontend, int number) {
    return hashed("H", frontend + " " + number);
  }

  /// Where a frontend's connections are judged that were not translated.
  static String verdict(Frontend frontend) {
    return hashed("V", frontend.toString());
  }

  /// The part of a chain that is about a block of addresses.
  static String bucket(String chain, String block) {
    return hashed("B", chain + " " + block);
  }

  /// The clients that a target of a frontend keeps.
  static String kept(Frontend frontend, Target target) {
    return hashed("K", frontend + " " + target);
  }

  /// The clients of a rule of access.
  static String clients(IptFamily family, Access access) {
    return hashed("C", family + " " + access.sets() + " " + access.ranges());
  }

  /// The chain that does so where there are no sets.
  static String admission(Access access) {
    return hashed(
        "A", access.sets() + " " + access.ranges() + " " + access.drop() + " " + access.audit());
  }

  private static String hashed(String role, String text) {
    var name = new StringBuilder(PREFIX).append(role).append('-');
    var hash = sha256(text);
    for (int i = 0; i < HASH_CHARACTERS; i++) {
      name.append(DIGITS.charAt(digit(hash, 5 * i)));
    }
    return name.toString();
  }

  /// Five bits, from this one on.
  private static int digit(byte[] hash, int bit) {
    int two = (hash[bit / 8] & 0xff) << 8 | hash[bit / 8 + 1] & 0xff;
    return two >> (11 - bit % 8) & 31;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
