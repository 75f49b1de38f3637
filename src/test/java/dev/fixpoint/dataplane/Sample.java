// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane;

import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Forwarding tables written short: a frontend is `1:80` (10.96.0.1, TCP), its targets are letters,
/// `a` being 10.1.0.1:8080 and `A` the same pod on this node.
public final class Sample {

  private static final Key OWNER = new Key("test", "sample");

  private Sample() {}

  public static Frontend frontend(String text) {
    var parts = text.split(":");
    return new Frontend(Ip.of("10.96.0." + parts[0]), Protocol.TCP, Integer.parseInt(parts[1]));
  }

  public static List<Target> targets(String letters) {
    return letters.chars().mapToObj(c -> target((char) c)).toList();
  }

  private static Target target(char letter) {
    int number = Character.toLowerCase(letter) - 'a' + 1;
    return new Target(Ip.of("10.1.0." + number), 8080, Character.isUpperCase(letter));
  }

  public static String letters(List<Target> targets) {
    var letters = new StringBuilder();
    for (var target : targets) {
      char letter = (char) ('a' + (target.address().low() & 255) - 1);
      letters.append(target.local() ? Character.toUpperCase(letter) : letter);
    }
    return letters.toString();
  }

  /// `1:80 abc, 2:80 -` → a table with two frontends, the second without targets.
  public static Map<Frontend, List<Target>> table(String text) {
    var table = new TreeMap<Frontend, List<Target>>();
    if (!text.isBlank()) {
      Arrays.stream(text.split(", "))
          .map(entry -> entry.split(" "))
          .forEach(e -> table.put(frontend(e[0]), targets(e[1].replace("-", ""))));
    }
    return table;
  }

  public static Forward forward(String letters) {
    return Forward.evenly(OWNER, targets(letters));
  }

  public static Map<Frontend, Forward> forwards(String text) {
    var forwards = new TreeMap<Frontend, Forward>();
    table(text).forEach((f, targets) -> forwards.put(f, Forward.evenly(OWNER, targets)));
    return forwards;
  }
}
