// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// A real Kubernetes control plane: etcd, kube-apiserver with RBAC and certificates,
/// kube-controller-manager. Nodes are [SimNode]s, objects whose status the test writes.
/// Everything is in network namespaces; a relay on the loopback interface leads to the API
/// server.
public final class ControlPlane implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final String ACCOUNT = "system:serviceaccount:fixpoint-system:fixpoint-";

  private final Sandbox sandbox;
  private final Binaries binaries;
  private final Network network;
  private final Certificates certificates;
  private final ApiServer apiServer;
  private final Relay relay;
  private final Path kubeconfig;
  private final Config admin;
  private final KubernetesClient client;
  private final AtomicInteger count = new AtomicInteger();

  private ControlPlane(Sandbox sandbox, Binaries binaries) {
    this.sandbox = sandbox;
    this.binaries = binaries;
    network = new Network(sandbox);
    startInside(Part.ETCD, "--data-dir", sandbox.folder() + "/etcd", "--unsafe-no-fsync");
    certificates = new Certificates(sandbox.folder().resolve("certificates"));
    apiServer = new ApiServer(sandbox, cp(), binaries, certificates);
    apiServer.start();
    relay = new Relay(cp(), new InetSocketAddress("127.0.0.1", ApiServer.PORT));
    var adminPair = certificates.client("admin", "system:masters");
    var content =
        Kubeconfig.of("https://127.0.0.1:" + relay.port(), certificates.authority(), adminPair);
    kubeconfig = sandbox.write("kubeconfig", content);
    admin = Config.fromKubeconfig(content);
    client = new KubernetesClientBuilder().withConfig(admin).build();
  }

  /// Starts a control plane for [SimNode]s and waits until it works.
  public static ControlPlane start() {
    // Nobody renews the nodes' heartbeats, so they must not be missed.
    return start(Part.CONTROL_PLANE, "--node-monitor-grace-period=8760h");
  }

  static ControlPlane start(java.util.Set<Part> parts, String... controllerManagerFlags) {
    var binaries = Binaries.of(parts);
    var sandbox = Sandbox.open();
    try {
      var controlPlane = new ControlPlane(sandbox, binaries);
      controlPlane.finishStart(controllerManagerFlags);
      return controlPlane;
    } catch (RuntimeException | Error e) {
      sandbox.close();
      throw e;
    }
  }

  private void finishStart(String... controllerManagerFlags) {
    apiServer.awaitReady(admin);
    var folder = sandbox.folder().resolve("certificates");
    var flags =
        new ArrayList<>(
            List.of(
                "--kubeconfig=" + kubeconfigInside("kube-controller-manager", "system:masters"),
                "--leader-elect=false",
                "--use-service-account-credentials=false",
                "--service-account-private-key-file=" + folder.resolve("service-accounts.key"),
                "--root-ca-file=" + certificates.authority()));
    flags.addAll(List.of(controllerManagerFlags));
    var manager = startInside(Part.CONTROLLER_MANAGER, flags.toArray(String[]::new));
    try (var rbac = ControlPlane.class.getResourceAsStream("/kit/rbac.yaml")) {
      client.load(rbac).serverSideApply();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    manager.await("the default service account", LIMIT, () -> hasAccount("default"));
  }

  private boolean hasAccount(String namespace) {
    return client.serviceAccounts().inNamespace(namespace).withName("default").get() != null;
  }

  /// Starts a program of the cluster in the control plane's namespace.
  Started startInside(Part part, String... flags) {
    var command = new ArrayList<>(List.of(binaries.path(part).toString()));
    command.addAll(List.of(flags));
    return sandbox.start(part.program, Optional.of(cp()), Map.of(), command);
  }

  /// A client with all rights.
  public KubernetesClient client() {
    return client;
  }

  /// A kubeconfig with all rights for programs on this machine.
  public Path kubeconfig() {
    return kubeconfig;
  }

  /// A kubeconfig for programs inside the namespaces, as this user in these groups.
  public Path kubeconfigInside(String user, String... groups) {
    return kubeconfigFor("https://" + Network.CONTROL_PLANE + ":" + ApiServer.PORT, user, groups);
  }

  /// A client on this machine as another user, to see what that one may do. Close it.
  public KubernetesClient clientAs(String user, String... groups) {
    var file = kubeconfigFor("https://127.0.0.1:" + relay.port(), user, groups);
    var config = Config.fromKubeconfig(file.toFile());
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private Path kubeconfigFor(String server, String user, String... groups) {
    var content =
        Kubeconfig.of(server, certificates.authority(), certificates.client(user, groups));
    return sandbox.write("kubeconfigs/" + count.incrementAndGet(), content);
  }

  /// Runs kubectl on this machine, as a person would.
  public Run kubectl(String... args) {
    return kubectlWithInput("", args);
  }

  /// As [#kubectl], with an input for `-f -`.
  public Run kubectlWithInput(String stdin, String... args) {
    var command = new ArrayList<>(List.of(binaries.path(Part.KUBECTL).toString()));
    command.add("--kubeconfig=" + kubeconfig);
    command.addAll(List.of(args));
    return Run.of(stdin, command);
  }

  /// Runs a client command of the built jar on this machine, with all rights.
  public Run fixpoint(String... args) {
    return FixpointProcess.run(kubeconfig, args);
  }

  /// As [#fixpoint], as another user.
  public Run fixpointAs(String user, String... args) {
    return FixpointProcess.run(
        kubeconfigFor("https://127.0.0.1:" + relay.port(), user, "people"), args);
  }

  /// Where kubectl is, for people.
  public Path kubectlProgram() {
    return binaries.path(Part.KUBECTL);
  }

  /// Applies the project's resource definitions and waits until they are served.
  public void applyCrds() {
    Crds.apply(client, Path.of("crds"));
  }

  /// Makes a Kubernetes namespace whose name begins with `prefix`, ready for pods.
  public String namespace(String prefix) {
    var name = prefix + "-" + count.incrementAndGet();
    var namespace = new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build();
    client.namespaces().resource(namespace).create();
    Await.until("the service account of " + name, LIMIT, () -> hasAccount(name));
    return name;
  }

  /// Adds a node with a network namespace; `zone` becomes its zone label.
  public SimNode node(String name, String zone) {
    return SimNode.create(this, name, zone);
  }

  /// Starts `fixpoint operator` in the control plane's namespace.
  public FixpointProcess startOperator(Map<String, String> env) {
    return startFixpoint("operator", cp(), 8080, Map.of(), env);
  }

  /// Starts `fixpoint agent` in the node's namespace.
  public FixpointProcess startAgent(ClusterNode node, Map<String, String> env) {
    var own = Map.of("FIXPOINT_NODE_NAME", node.name());
    return startFixpoint("agent", node.netns(), 9970, own, env);
  }

  private FixpointProcess startFixpoint(
      String role, Netns netns, int port, Map<String, String> own, Map<String, String> env) {
    var all = new java.util.HashMap<>(own);
    all.put("KUBECONFIG", kubeconfigInside(ACCOUNT + role, "system:serviceaccounts").toString());
    all.putAll(env);
    var name = role + "-" + netns.name() + "-" + count.incrementAndGet();
    return FixpointProcess.start(sandbox, name, netns, port, all, role);
  }

  /// Ends the API server in good order; etcd and all else go on.
  public void stopApiServer() {
    apiServer.end(Pid.SIGTERM);
  }

  /// Kills the API server.
  public void killApiServer() {
    apiServer.end(Pid.SIGKILL);
  }

  /// Starts it again, and waits until it is ready.
  public void startApiServer() {
    apiServer.start();
    apiServer.awaitReady(admin);
  }

  /// The namespace of the control plane.
  public Netns cp() {
    return network.controlPlane();
  }

  public Sandbox sandbox() {
    return sandbox;
  }

  Path certificateAuthority() {
    return certificates.authority();
  }

  Network network() {
    return network;
  }

  Binaries binaries() {
    return binaries;
  }

  @Override
  public void close() {
    client.close();
    relay.close();
    sandbox.close();
  }
}
