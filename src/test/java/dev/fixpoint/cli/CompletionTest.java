// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.cli.Completion.Names;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/// `|` is where the words end; what follows the last is being typed.
class CompletionTest {

  @ParameterizedTest(name = "{0} may go on {1}")
  @CsvSource({
    "|st,                         status",
    "|mig,                        migrate",
    "|__,                         ''",
    "explain|--fr,                --from",
    "status|-o|,                  json text wide yaml",
    "status|-o|y,                 yaml",
    "completion|,                 bash zsh",
    "status|--kube,               --kubeconfig"
  })
  void whatIsKnownWithoutACluster(String typed, String expected) {
    var root = new CommandLine(FixpointCommand.class, new Blank()).getCommandSpec();

    assertThat(String.join(" ", completion(typed).known(root))).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} asks for {1}")
  @CsvSource({
    "|ex,                       ",
    "explain|ch,                VIRTUAL_SERVICES",
    "explain|--,                ",
    "explain|checkout|-n|,      NAMESPACES",
    "trace|--node|n,            NODES",
    "audit|,                    VIRTUAL_SERVICES",
    "migrate|service/,          SERVICES",
    "explain|-o|,               ",
    "status|,                   "
  })
  void whatOnlyTheClusterKnows(String typed, Names expected) {
    assertThat(completion(typed).asked()).isEqualTo(Optional.ofNullable(expected));
  }

  @ParameterizedTest(name = "{0} has {1}")
  @CsvSource({
    "explain|-n|shop|ch,           shop",
    "explain|--namespace|shop|ch,  shop",
    "explain|-n|sh,                ",
    "explain|ch,                   "
  })
  void theNamespaceThatWasGiven(String typed, String expected) {
    assertThat(completion(typed).given("-n", "--namespace"))
        .isEqualTo(Optional.ofNullable(expected));
  }

  private static Completion completion(String typed) {
    return new Completion(
        List.of((typed.startsWith("|") ? typed.substring(1) : typed).split("\\|", -1)));
  }

  /// Commands without what they work with.
  private static final class Blank implements IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      for (var constructor : type.getDeclaredConstructors()) {
        constructor.setAccessible(true);
        var nothing = new Object[constructor.getParameterCount()];
        return type.cast(constructor.newInstance(nothing));
      }
      return CommandLine.defaultFactory().create(type);
    }
  }
}
