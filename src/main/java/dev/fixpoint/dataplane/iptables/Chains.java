// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The chains that the parts of all frontends add up to, and what has changed of them.
final class Chains {

  /// A chain as it was before the first change to it.
  private record Before(boolean existed, List<String> tail, Map<String, Boolean> lines) {}

  private final Map<Chain, ChainUsers> users = new HashMap<>();
  private final Map<Chain, Before> touched = new HashMap<>();

  Map<Chain, Content> all() {
    var all = new HashMap<Chain, Content>();
    users.forEach((chain, its) -> all.put(chain, its.content()));
    return all;
  }

  void bring(Parts parts) {
    parts.lines().forEach((chain, lines) -> lines.forEach(line -> touch(chain, line).bring(line)));
    parts.tails().forEach((chain, tail) -> touch(chain).bring(tail));
  }

  void take(Parts parts) {
    parts.lines().forEach((chain, lines) -> lines.forEach(line -> touch(chain, line).take(line)));
    parts.tails().keySet().forEach(chain -> touch(chain).takeTail());
  }

  private ChainUsers touch(Chain chain) {
    var its = users.computeIfAbsent(chain, c -> new ChainUsers());
    touched.computeIfAbsent(chain, c -> new Before(its.exists(), its.tail(), new HashMap<>()));
    return its;
  }

  private ChainUsers touch(Chain chain, String line) {
    var its = touch(chain);
    touched.get(chain).lines().putIfAbsent(line, its.has(line));
    return its;
  }

  /// Tells what is other than at the last call.
  void changed(IptChange change) {
    touched.forEach(
        (chain, before) -> {
          var its = users.get(chain);
          if (!its.exists()) {
            users.remove(chain);
            if (before.existed()) {
              change.remove(chain);
            }
          } else if (!before.existed()) {
            change.create(chain, its.content().rules());
          } else if (!its.tail().equals(before.tail())) {
            change.rewrite(chain, its.content().rules());
          } else {
            lines(chain, its, before, change);
          }
        });
    touched.clear();
  }

  private static void lines(Chain chain, ChainUsers its, Before before, IptChange change) {
    Set<String> in = new HashSet<>();
    Set<String> out = new HashSet<>();
    before
        .lines()
        .forEach(
            (line, was) -> {
              if (was != its.has(line)) {
                (was ? out : in).add(line);
              }
            });
    change.move(chain, in, out);
  }
}
