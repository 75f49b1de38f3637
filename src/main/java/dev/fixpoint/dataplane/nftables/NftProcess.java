// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.process.Command;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The `nft` command, one process for each call, for where the library cannot be loaded.
final class NftProcess implements Nft {

  /// Loading 500,000 elements takes about ten seconds.
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final String command;
  private final Command program;

  NftProcess(String command) {
    this(command, TIMEOUT);
  }

  NftProcess(String command, Duration timeout) {
    this.command = command;
    this.program = new Command("nftables", timeout);
  }

  static boolean isInstalled() {
    var path = System.getenv().getOrDefault("PATH", "/usr/sbin:/sbin");
    return Arrays.stream(path.split(File.pathSeparator))
        .anyMatch(directory -> new File(directory, "nft").canExecute());
  }

  @Override
  public void run(String script) throws DataplaneException {
    call(script, "-f", "-");
  }

  @Override
  public void check(String script) throws DataplaneException {
    call(script, "-c", "-f", "-");
  }

  @Override
  public String ruleset() throws DataplaneException {
    return call("", "-t", "list", "ruleset");
  }

  @Override
  public boolean isInProcess() {
    return false;
  }

  @Override
  public void close() {
    // no process outlives its call
  }

  private String call(String input, String... arguments) throws DataplaneException {
    var line = new ArrayList<>(List.of(command, "-n"));
    line.addAll(List.of(arguments));
    var result = program.run(line, input);
    if (result.status() != 0) {
      throw Nft.refused(result.errors());
    }
    return result.output();
  }
}
