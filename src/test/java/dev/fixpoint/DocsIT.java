// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.AddressPool;
import dev.fixpoint.kit.Fence;
import dev.fixpoint.kit.SimPod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Does what pages tell people to do: the blocks of a page from the first to the last, in a
/// namespace of its own in place of `shop`.
class DocsIT extends ShopCase {

  /// In the first line of a block of YAML: the file that it is.
  private static final Pattern FILE = Pattern.compile("# (\\S+\\.yaml)\n");

  @TempDir Path folder;

  DocsIT() {
    super(ONE_OPERATOR, "n1");
  }

  @AfterEach
  void removePools() {
    cluster.client().resources(AddressPool.class).delete();
  }

  @ParameterizedTest
  @ValueSource(strings = {"canary", "migrating", "dual-stack", "external"})
  void thePageDoesWhatItSays(String page) throws IOException {
    for (var track : new String[] {"stable", "canary"}) {
      pod(track);
    }
    int commands = 0;
    for (var fence : Fence.of(Path.of("docs", page + ".md"))) {
      var text = fence.text().replaceAll("\\bshop\\b", shop.namespace());
      var file = FILE.matcher(text);
      if (fence.language().equals("yaml") && file.lookingAt()) {
        Files.writeString(folder.resolve(file.group(1)), text);
      } else if (fence.language().equals("sh") && fence.coveredBy().isEmpty()) {
        cluster.shell(folder, text).orThrow(page + ".md:\n" + text);
        commands++;
      }
    }
    assertThat(commands).as("blocks of commands").isPositive();
  }

  private SimPod pod(String track) {
    var labels = Map.of("app", "checkout", "track", track);
    return fleet.node("n1").pod(shop.namespace(), "checkout-" + track, labels);
  }
}
