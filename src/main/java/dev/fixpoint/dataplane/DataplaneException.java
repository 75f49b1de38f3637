// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane;

/// The kernel, or the tool that speaks to it, refused or could not be reached. The message is fit
/// for the failure list of a NodeRouting: one line, with the cause in the kernel's words.
public class DataplaneException extends Exception {
  private static final long serialVersionUID = 1;

  public DataplaneException(String message) {
    super(message);
  }

  public DataplaneException(String message, Throwable cause) {
    super(message, cause);
  }
}
