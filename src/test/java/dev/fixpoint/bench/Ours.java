// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.Scale;
import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.bench.report.Contender;
import dev.fixpoint.kit.FixpointProcess;
import dev.fixpoint.kit.Program;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Operator and agent, with the JVM's options of the image and the heap that the chart's limit
/// gives them.
///
/// @param size how many services there are at most: with a great many, more than the chart's heap
record Ours(Rig rig, Contender contender, String namespace, int size) implements Rival {
  private static final String HEAP = " -Xmx256m";
  private static final String GREAT_HEAP = " -Xmx1g";
  private static final int CHART_HOLDS = 10_000;
  private static final Map<String, String> SETTINGS =
      Map.of("FIXPOINT_LEADER_ELECTION", "false", "FIXPOINT_CHECK_POD_CIDRS", "false");

  @Override
  public void deleteAll() {
    rig.controlPlane().client().resources(VirtualService.class).inNamespace(namespace).delete();
  }

  /// Makes the caches of classes with which the image starts its programs, as its build does.
  static void train(Rig rig) {
    var folder = Bench.FOLDER.resolve("training").toAbsolutePath();
    var java = Path.of(System.getProperty("java.home"));
    var scripts = Path.of("src/main/docker").toAbsolutePath();
    var shell = rig.node().netns();
    shell.exec("rm", "-rf", folder.toString()).orThrow("no old training");
    shell
        .exec("env", "JAVA_HOME=" + java, "sh", scripts + "/training-key", folder.toString())
        .orThrow("the key of the training");
    for (var role : List.of("operator", "agent")) {
      shell
          .exec(
              "env",
              "TRAIN_APP=" + Path.of("target/quarkus-app").toAbsolutePath(),
              "TRAIN_JAVA=" + java.resolve("bin/java"),
              "TRAIN_OPTIONS=" + scripts.resolve("jvm.options"),
              "TRAIN_FOLDER=" + folder,
              "TRAIN_CLASSES=" + Path.of("target/test-classes").toAbsolutePath(),
              "TRAIN_CACHE=" + cache(role),
              "sh",
              scripts + "/train",
              role)
          .orThrow("the training of the " + role);
    }
  }

  private static Path cache(String role) {
    return Bench.FOLDER.resolve(role + ".aot").toAbsolutePath();
  }

  private Map<String, String> settings(String role) {
    var settings = new HashMap<>(SETTINGS);
    settings.put("FIXPOINT_BACKEND", contender.backend());
    if (size > CHART_HOLDS) {
      settings.put("FIXPOINT_REPAIR_GRACE", "24h"); // nobody holds the addresses of Direct
    }
    settings.put(
        FixpointProcess.JAVA_OPTIONS,
        FixpointProcess.AS_SHIPPED
            + (size > CHART_HOLDS ? GREAT_HEAP : HEAP)
            + " -XX:AOTCache="
            + cache(role));
    return settings;
  }

  @Override
  public Program startControl() {
    return rig.controlPlane().startOperator(settings("operator")).awaitReady();
  }

  @Override
  public Program startNode() {
    return rig.controlPlane().startAgent(rig.node(), settings("agent"));
  }

  @Override
  public String controlUser() {
    return FixpointProcess.account("operator");
  }

  @Override
  public String nodeUser() {
    return FixpointProcess.account("agent");
  }

  @Override
  public List<String> stored(String service, String address) {
    var own = "/" + namespace + "/" + service;
    return List.of(
        "fixpoint.dev/virtualservices" + own,
        "fixpoint.dev/routingintents" + own,
        "services/specs" + own,
        "endpointslices" + own,
        "ipaddresses/" + address);
  }

  @Override
  public void create(String name, String label) {
    Scale.create(rig.controlPlane(), namespace, name, Map.of("app", label));
  }

  @Override
  public Map<String, String> addresses() {
    var addresses = new HashMap<String, String>();
    var services =
        rig.controlPlane().client().resources(VirtualService.class).inNamespace(namespace);
    for (var service : services.list().getItems()) {
      if (service.getStatus() != null && !service.getStatus().getAddresses().isEmpty()) {
        addresses.put(
            service.getMetadata().getName(), service.getStatus().getAddresses().getFirst());
      }
    }
    return addresses;
  }

  @Override
  public int published() {
    var one = new ListOptionsBuilder().withLimit(1L).build();
    var first =
        rig.controlPlane().client().resources(RoutingIntent.class).inNamespace(namespace).list(one);
    var others = Optional.ofNullable(first.getMetadata().getRemainingItemCount());
    return first.getItems().size() + others.orElse(0L).intValue();
  }

  /// How they run, for the page.
  static String told() {
    return "settings as shipped, but one replica (`FIXPOINT_LEADER_ELECTION=false`) and pods of any"
        + " address (`FIXPOINT_CHECK_POD_CIDRS=false`); JVM: `jvm.options` of the image and its caches of classes,"
        + HEAP
        + " (beyond 10,000 services"
        + GREAT_HEAP
        + " and `FIXPOINT_REPAIR_GRACE=24h`)";
  }
}
