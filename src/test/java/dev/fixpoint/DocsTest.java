// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.fixpoint.kit.Fence;
import dev.fixpoint.ops.Settings;
import dev.fixpoint.status.Reason;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The documents name what exists, and all of it: links, settings, reasons, fields, tests.
class DocsTest {
  private static final Path DOCS = Path.of("docs");
  private static final Path REFERENCE = DOCS.resolve("reference.md");
  private static final Path TESTS = Path.of("src/test/java");
  private static final int MAX_COLUMNS = 120;

  /// Variables that only the test kit reads.
  private static final Set<String> OF_THE_KIT =
      Set.of("FIXPOINT_KUBE_BIN", "FIXPOINT_JAVA_OPTIONS", "FIXPOINT_JAR", "FIXPOINT_PREVIOUS");

  private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]*)(#[^)\\s]*)?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern VARIABLE = Pattern.compile("\\bFIXPOINT_[A-Z][A-Z_]*");
  private static final Pattern FIELD = Pattern.compile("(?m)^\\| `((?:spec|status)\\.[^`]+)` \\|");
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:IT|Test|Case))\\.(\\w+)`");

  private static final Pattern COMMAND =
      Pattern.compile(
          "(?m)^(\\$ )?([A-Z_]+=\\S+ )*(kubectl|helm|fixpoint|nft|curl|make|mvn|java) ");

  /// Types that several fields have, explained once: what comes after them is in a table of its
  /// own.
  private static final Pattern SHARED = Pattern.compile("(?:conditions\\[]|[sS]elector)\\.(.+)");

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    var broken = new ArrayList<String>();
    for (var file : documents()) {
      for (var link : matches(LINK, Files.readString(file))) {
        if (!link.group(1).contains("://") && !isThere(file, link)) {
          broken.add(file + ": " + link.group());
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static boolean isThere(Path from, MatchResult link) throws IOException {
    var target = link.group(1).isEmpty() ? from : from.resolveSibling(link.group(1)).normalize();
    if (!Files.exists(target)) {
      return false;
    }
    return link.group(2) == null || anchors(target).contains(link.group(2).substring(1));
  }

  private static List<String> anchors(Path document) throws IOException {
    return matches(HEADING, Files.readString(document)).stream()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(title -> title.replaceAll("[^\\w -]", "").replace(' ', '-'))
        .toList();
  }

  @Test
  void everySettingIsInTheReferenceWithItsDefault() throws IOException {
    var settings = section("Settings");
    var missing =
        Arrays.stream(Settings.class.getDeclaredMethods())
            .map(setting -> "| `" + variable(setting) + "` | " + defaultOf(setting) + "|")
            .filter(cells -> !settings.contains(cells))
            .toList();
    assertThat(missing).isEmpty();
  }

  @Test
  void everyVariableThatIsNamedExists() throws IOException {
    var known = new TreeSet<>(OF_THE_KIT);
    for (var setting : Settings.class.getDeclaredMethods()) {
      known.add(variable(setting));
    }
    for (var file : documents()) {
      assertThat(matches(VARIABLE, Files.readString(file)).stream().map(MatchResult::group))
          .as("variables in %s", file)
          .isSubsetOf(known);
    }
  }

  private static String variable(Method setting) {
    return "FIXPOINT_" + setting.getName().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
  }

  private static String defaultOf(Method setting) {
    var value = setting.getAnnotation(WithDefault.class);
    return value == null ? "" : "`" + value.value() + "` ";
  }

  @Test
  void everyReasonIsInTheReference() throws IOException {
    var conditions = section("Conditions");
    var missing =
        Arrays.stream(Reason.values())
            .filter(reason -> !conditions.contains("`" + reason + "` |"))
            .toList();
    assertThat(missing).isEmpty();
  }

  @Test
  void theFieldsOfEachKindAreThoseOfItsSchema() throws IOException {
    var reference = Files.readString(REFERENCE);
    try (var files = Files.list(Path.of("crds"))) {
      for (var file : files.toList()) {
        var crd = new YAMLMapper().readTree(file.toFile()).path("spec");
        var kind = crd.path("names").path("kind").textValue();
        var fields = new ArrayList<String>();
        for (var part : List.of("spec", "status")) {
          var schema = crd.at("/versions/0/schema/openAPIV3Schema/properties").path(part);
          walk(schema, part, fields);
        }
        var own = fields.stream().filter(field -> !SHARED.matcher(field).find()).toList();
        var shared =
            fields.stream()
                .flatMap(field -> matches(SHARED, field).stream())
                .map(match -> "`" + match.group(1) + "`")
                .filter(field -> !reference.contains(field))
                .toList();
        assertThat(matches(FIELD, section(kind)).stream().map(match -> match.group(1)))
            .as("fields of %s", kind)
            .containsExactlyInAnyOrderElementsOf(own);
        assertThat(shared).as("fields of types in %s that are missing", kind).isEmpty();
      }
    }
  }

  private static void walk(JsonNode schema, String path, List<String> fields) {
    schema
        .path("properties")
        .properties()
        .forEach(
            field -> {
              var name = path + "." + field.getKey();
              fields.add(name);
              walk(field.getValue(), name, fields);
              walk(field.getValue().path("items"), name + "[]", fields);
            });
  }

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    var missing = new ArrayList<String>();
    for (var file : documents()) {
      for (var test : matches(TEST, Files.readString(file))) {
        if (!source(test.group(1)).contains(" void " + test.group(2) + "(")) {
          missing.add(file + ": " + test.group());
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  /// The source of a test class; empty where there is none of that name.
  private static String source(String name) throws IOException {
    try (var files = Files.walk(TESTS)) {
      var found = files.filter(file -> file.endsWith(name + ".java")).findFirst();
      return found.isPresent() ? Files.readString(found.get()) : "";
    }
  }

  /// A block of commands says by `by=` which test does what it says, or is on a page that DocsIT
  /// goes through.
  @Test
  void everyBlockOfCommandsIsDoneByATest() throws IOException {
    var uncovered = new ArrayList<String>();
    for (var file : documents()) {
      var done =
          source("DocsIT").contains("\"" + file.getFileName().toString().replace(".md", "\""));
      for (var fence : Fence.of(file)) {
        boolean shell = fence.language().equals("sh") || COMMAND.matcher(fence.text()).find();
        var by = fence.coveredBy().split("\\.");
        boolean covered =
            fence.coveredBy().isEmpty()
                ? done && fence.language().equals("sh")
                : by.length == 1
                    ? !source(by[0]).isEmpty()
                    : source(by[0]).contains(" void " + by[1] + "(");
        if (shell && !covered) {
          uncovered.add(file + ": " + fence.text());
        }
      }
    }
    assertThat(uncovered).isEmpty();
  }

  @Test
  void everyRightHasItsReason() throws IOException {
    var reasons = Files.readString(DOCS.resolve("rbac.md"));
    var missing = new TreeSet<String>();
    for (var role : List.of("operator", "operator-namespace", "agent")) {
      var rules = new YAMLMapper().readTree(Path.of("helm/files/rules", role + ".yaml").toFile());
      for (var rule : rules) {
        for (var resource : rule.get("resources")) {
          if (!reasons.contains("`" + resource.textValue() + "`")) {
            missing.add(role + ": " + resource.textValue());
          }
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void linesFitTheScreen() throws IOException {
    for (var file : documents()) {
      var tooLong =
          Files.readAllLines(file).stream().filter(l -> l.length() > MAX_COLUMNS).toList();
      assertThat(tooLong).as("lines of %s over %d columns", file, MAX_COLUMNS).isEmpty();
    }
  }

  private static List<Path> documents() throws IOException {
    try (var docs = Files.list(DOCS)) {
      return Stream.concat(
              Stream.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")
                  .map(Path::of),
              docs.filter(file -> file.toString().endsWith(".md")))
          .sorted()
          .toList();
    }
  }

  /// The part of the reference under one heading of the second level.
  private static String section(String heading) throws IOException {
    return Arrays.stream(Files.readString(REFERENCE).split("(?m)^## "))
        .filter(part -> part.startsWith(heading + "\n"))
        .findFirst()
        .orElse("");
  }

  private static List<MatchResult> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().toList();
  }
}
