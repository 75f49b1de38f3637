// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.intent;

import java.util.List;

/// A part of an intent that is too large for one object: everything that all nodes need, and some
/// of the endpoints. Each write of a shard says what all shards are at that time, so that the one
/// written last speaks for all of them, and a change of one endpoint is one write.
///
/// @param index from 0
/// @param revisions of all shards, by index, at the time of the write
/// @param part has the revision `revisions[index]`
public record Shard(int index, List<String> revisions, Intent part) {

  /// Whether it is all of the intent.
  public boolean isWhole() {
    return revisions.size() == 1;
  }
}
