// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/// The built jar as a process in a namespace, as it runs in production: nothing of it is in the
/// test's own JVM.
public final class FixpointProcess extends ProgramAround {

  private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");

  private static final String ACCOUNTS = "system:serviceaccounts";
  /// The setting that holds the options of a role's JVM.
  public static final String JAVA_OPTIONS = "FIXPOINT_JAVA_OPTIONS";

  /// For a process that lives for seconds: most of a test is starts.
  private static final String QUICK_START = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1";

  /// The options of the image, for measurements.
  public static final String AS_SHIPPED =
      "@" + Path.of("src/main/docker/jvm.options").toAbsolutePath();

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Netns netns;
  private final int port;

  private FixpointProcess(Started process, Netns netns, int port) {
    super(process);
    this.netns = netns;
    this.port = port;
  }

  /// Starts a role as its service account, in `netns`.
  ///
  /// @param port where it serves its health; a `QUARKUS_HTTP_PORT` in `env` takes its place
  static FixpointProcess start(
      ControlPlane controlPlane, String role, Netns netns, int port, Map<String, String> env) {
    var jar = env.containsKey("FIXPOINT_JAR") ? Path.of(env.get("FIXPOINT_JAR")) : JAR;
    var command = command(jar, env.getOrDefault(JAVA_OPTIONS, QUICK_START), role);
    var kubeconfig = controlPlane.kubeconfigOfPod(account(role));
    var all = new HashMap<>(env);
    all.putIfAbsent("KUBECONFIG", kubeconfig.toString());
    var name = role + "-" + netns.name() + "-" + COUNT.incrementAndGet();
    var started = controlPlane.sandbox().start(name, Optional.of(netns), all, command);
    int served = Integer.parseInt(env.getOrDefault("QUARKUS_HTTP_PORT", Integer.toString(port)));
    return new FixpointProcess(started, netns, served);
  }

  /// Who a role is at the API server.
  public static String account(String role) {
    return "system:serviceaccount:fixpoint-system:fixpoint-" + role;
  }

  /// How the roles log in.
  static Tokens tokens() {
    return Tokens.of(List.of(account("operator"), account("agent")), ACCOUNTS);
  }

  static FaultProxy proxy(Access access, String role, Netns netns) {
    return new FaultProxy(access, netns, account(role), ACCOUNTS);
  }

  /// Runs a client command to its end on this machine, as a person would.
  static Run run(Path kubeconfig, String... args) {
    var command = new ArrayList<>(List.of("env", "KUBECONFIG=" + kubeconfig));
    command.addAll(command(JAR, QUICK_START, args));
    return Run.of("", command);
  }

  /// The program for a line of a shell.
  static String program() {
    return "'" + String.join("' '", command(JAR, QUICK_START)) + "'";
  }

  private static List<String> command(Path program, String options, String... args) {
    var jar = program.toAbsolutePath();
    if (!Files.exists(jar)) {
      throw new IllegalStateException("no " + jar + ": run mvn package first");
    }
    var java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    var command = new ArrayList<>(List.of(java, "--enable-native-access=ALL-UNNAMED"));
    Pattern.compile(" ").splitAsStream(options).filter(o -> !o.isEmpty()).forEach(command::add);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(List.of(args));
    return command;
  }

  /// Waits until its own port says that it is ready.
  public FixpointProcess awaitReady() {
    return awaitReady(port);
  }

  public FixpointProcess awaitReady(int port) {
    process.await(
        process.name() + " to be ready",
        Duration.ofMinutes(2),
        () -> Http.get(netns, port, "/q/health/ready").status() == 200);
    return this;
  }

  /// Asks its own port, for health and metrics.
  public Http get(String path) throws IOException {
    return Http.get(netns, port, path);
  }

  /// Runs a client command to its end where this process runs, as `kubectl exec` would.
  public Run exec(String... args) {
    return netns.exec(command(JAR, QUICK_START, args).toArray(String[]::new));
  }

  public long pid() {
    return process.process().pid();
  }

  /// SIGTERM, as Kubernetes does it, and waits for the end.
  ///
  /// @return the exit status
  public int terminate() {
    process.end(Pid.SIGTERM);
    return process.process().exitValue();
  }

  /// SIGTERM, and waits for an end that takes its time, as where the JVM writes a cache.
  public void terminate(Duration limit) {
    process.signal(Pid.SIGTERM);
    if (!process.endsWithin(limit)) {
      process.end(Pid.SIGKILL);
      throw new IllegalStateException("no end within " + limit + "\n" + tail(20));
    }
  }

  /// SIGSTOP: there, but does nothing.
  public void pause() {
    process.signal(Pid.SIGSTOP);
  }

  public void resume() {
    process.signal(Pid.SIGCONT);
  }

  public Path log() {
    return process.log();
  }
}
