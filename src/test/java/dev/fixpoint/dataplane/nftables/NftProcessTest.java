// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.Sample;
import dev.fixpoint.forwarding.NodeRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// An `nft` that fails in every way that a program can.
class NftProcessTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  @TempDir Path directory;

  /// @param script what is run in place of nft
  /// @param message what the agent tells, or its start
  record Row(String name, String script, String message) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(
            "fails",
            "echo 'Error: syntax error, unexpected x' >&2; exit 1",
            "nftables: syntax error"),
        new Row("fails in silence", "exit 1", "nftables: no reason given"),
        new Row("is killed", "kill -9 $$", "nftables: no reason given"),
        new Row("hangs", "exec sleep 600", "nftables: nft did not finish within 2 seconds"),
        new Row("hangs, and so does its child", "sleep 600 | cat", "nftables: nft did not finish"),
        new Row("prints without end", "exec yes", "nftables: nft did not finish within 2 seconds"),
        new Row("takes no input", "exec <&-; exit 1", "nftables: no reason given"),
        new Row("breaks off a listing", "echo 'table ip fixpoint {'", "nftables: the listing of"),
        new Row("prints something else", "echo hello", "nftables: unexpected start"),
        new Row(
            "is of a version that does not know the words",
            "echo 'internal:0:0-0: Error: Could not process rule: Operation not supported' >&2; exit 1",
            "nftables: Could not process rule: Operation not supported"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  @DisplayName("T35 an nft that fails is a failure of this call alone, told in one line")
  void aFailureIsTold(Row row) throws IOException {
    var nft = new NftProcess(program(row.script()), TIMEOUT);
    assertThatThrownBy(() -> parse(nft.ruleset()))
        .isInstanceOf(DataplaneException.class)
        .hasMessageStartingWith(row.message())
        .message()
        .doesNotContain("\n");
  }

  private static NftTable parse(String ruleset) throws DataplaneException {
    return NftListing.parse(NftFamily.IPV4, ruleset, KernelBytes.of(Golden.table()));
  }

  @Test
  @DisplayName("T35 no nft at all")
  void noProgram() {
    var nft = new NftProcess(directory.resolve("missing/nft").toString(), TIMEOUT);
    assertThatThrownBy(() -> nft.run("add table ip x"))
        .isInstanceOf(DataplaneException.class)
        .hasMessageStartingWith("nftables: cannot run nft: ");
  }

  @Test
  @DisplayName("T35 after a failure the kernel is observed anew, and nothing is taken for granted")
  void theNextCallObserves() throws Exception {
    var log = directory.resolve("log");
    var fails = directory.resolve("fails");
    var program =
        program(
            "echo \"$*\" >> %1$s; if [ -e %2$s ] && [ \"$2\" = -f ]; then exit 1; fi; true"
                .formatted(log, fails));
    var dataplane =
        new NftablesDataplane(new NftProcess(program, TIMEOUT), _ -> {}, Optional.empty());
    dataplane.replace(Sample.forwards("1:80 a"), NodeRules.NONE);
    Files.createFile(fails);
    assertThatThrownBy(
            () -> dataplane.update(Sample.forwards("1:80 ab"), java.util.Set.of(), NodeRules.NONE))
        .isInstanceOf(DataplaneException.class);
    Files.delete(fails);
    Files.delete(log);
    dataplane.update(Sample.forwards("1:80 ab"), java.util.Set.of(), NodeRules.NONE);
    assertThat(Files.readString(log)).isEqualTo("-n -t list ruleset\n-n -f -\n");
  }

  private String program(String script) throws IOException {
    var file = directory.resolve("nft");
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file.toString();
  }
}
