// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against a script in place of the docker client: what it is asked, and what becomes of answers.
class DockerImagesTest {

  /// Takes note of each call; knows all images but etcd's; a program is a script with its path.
  private static final String CLIENT =
      """
      echo "$@" >> %1$s
      case "$1 $2" in
        version*) exit %2$d ;;
        *etcd*) echo "manifest unknown" >&2; exit 1 ;;
        create*) echo c0ffee ;;
        cp*) printf '#!/bin/sh\\necho %%s\\n' "$2" > "$3"; chmod +x "$3" ;;
      esac
      """;

  @TempDir Path folder;

  private DockerImages images(int answer) throws IOException {
    var script = folder.resolve("docker");
    Files.writeString(script, CLIENT.formatted(folder.resolve("calls"), answer));
    return new DockerImages(List.of("sh", script.toString()), folder.resolve("cache"));
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(folder.resolve("calls"));
  }

  @Test
  void takesAProgramOutOfItsImageOnce() throws IOException {
    var images = images(0);
    var program = images.program(Part.API_SERVER).orElseThrow();
    assertThat(Run.of(program.toString()).out())
        .isEqualTo("c0ffee:/usr/local/bin/kube-apiserver\n");
    assertThat(calls().get(1))
        .matches("create registry\\.k8s\\.io/kube-apiserver:v1\\.\\d+\\.\\d+");
    assertThat(calls().getLast()).isEqualTo("rm c0ffee");
    assertThat(images.program(Part.API_SERVER)).contains(program);
    assertThat(calls()).as("the second time it is in the cache").hasSize(4);
  }

  @Test
  void leavesToTheBuildWhatCannotBeHad() throws IOException {
    assertThat(images(0).program(Part.ETCD)).as("an image that is not there").isEmpty();
    assertThat(images(0).program(Part.KUBELET)).as("no image has it").isEmpty();
    assertThat(images(1).program(Part.KUBECTL)).as("an engine that does not answer").isEmpty();
    var absent = new DockerImages(List.of(folder + "/none"), folder);
    assertThat(absent.program(Part.KUBECTL)).as("no client").isEmpty();
  }
}
