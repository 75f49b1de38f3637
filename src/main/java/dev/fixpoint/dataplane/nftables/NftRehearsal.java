// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

/// A kernel that is empty, takes everything, and forgets it.
final class NftRehearsal implements Nft {

  @Override
  public void run(String script) {}

  @Override
  public void check(String script) {}

  @Override
  public String ruleset() {
    return "";
  }

  @Override
  public boolean isInProcess() {
    return false;
  }

  @Override
  public void close() {}
}
