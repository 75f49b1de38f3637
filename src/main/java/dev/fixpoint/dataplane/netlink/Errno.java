// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.netlink;

/// What the kernel means by a number, in the words of strerror(3).
final class Errno {

  static final int ENOENT = 2;
  static final int EEXIST = 17;

  private Errno() {}

  static String text(int number) {
    return switch (number) {
      case 1 -> "Operation not permitted";
      case ENOENT -> "No such file or directory";
      case 12 -> "Cannot allocate memory";
      case 16 -> "Device or resource busy";
      case EEXIST -> "File exists";
      case 22 -> "Invalid argument";
      case 23 -> "Too many open files in system"; // a set is full
      case 95 -> "Operation not supported";
      default -> "errno " + number;
    };
  }
}
