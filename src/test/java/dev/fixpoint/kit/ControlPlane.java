// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// A real Kubernetes control plane: etcd, kube-apiserver with RBAC and certificates,
/// kube-controller-manager. Nodes are [SimNode]s, objects whose status the test writes.
/// Everything is in network namespaces; a relay on the loopback interface leads to the API
/// server.
public final class ControlPlane implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Sandbox sandbox;
  private final Binaries binaries;
  private final Network network;
  private final ApiServer apiServer;
  private final Access access;
  private final Path kubeconfig;
  private final KubernetesClient client;
  private final AtomicInteger count = new AtomicInteger();

  private ControlPlane(Sandbox sandbox, Binaries binaries, List<String> apiServerFlags) {
    this.sandbox = sandbox;
    this.binaries = binaries;
    network = new Network(sandbox);
    startInside(Part.ETCD, "--data-dir", sandbox.folder() + "/etcd", "--unsafe-no-fsync");
    var certificates = new Certificates(sandbox.folder().resolve("certificates"));
    var tokens = FixpointProcess.tokens();
    apiServer = new ApiServer(sandbox, cp(), binaries, certificates, tokens, apiServerFlags);
    apiServer.start();
    access = new Access(sandbox, cp(), certificates, tokens);
    kubeconfig = access.outside("admin", "system:masters");
    client = access.client(Access.config(kubeconfig));
  }

  /// Starts a control plane for [SimNode]s and waits until it works.
  ///
  /// @param controllerManagerFlags further ones, such as `--controllers=…`
  public static ControlPlane start(String... controllerManagerFlags) {
    return start(Part.CONTROL_PLANE, sandbox -> List.of(), unhurried(controllerManagerFlags));
  }

  /// As [#start]; what these users ask of the API server is in [#auditLog].
  public static ControlPlane startAudited(List<String> users, String... controllerManagerFlags) {
    return start(
        Part.CONTROL_PLANE,
        sandbox -> AuditLog.flags(sandbox, users),
        unhurried(controllerManagerFlags));
  }

  /// Nobody renews the nodes' heartbeats, so they must not be missed.
  private static String[] unhurried(String... controllerManagerFlags) {
    var flags = new ArrayList<>(List.of(controllerManagerFlags));
    flags.add("--node-monitor-grace-period=8760h");
    return flags.toArray(String[]::new);
  }

  static ControlPlane start(java.util.Set<Part> parts, String... controllerManagerFlags) {
    return start(parts, sandbox -> List.of(), controllerManagerFlags);
  }

  private static ControlPlane start(
      java.util.Set<Part> parts,
      Function<Sandbox, List<String>> apiServerFlags,
      String... controllerManagerFlags) {
    var binaries = Binaries.of(parts);
    var sandbox = Sandbox.open();
    try {
      var controlPlane = new ControlPlane(sandbox, binaries, apiServerFlags.apply(sandbox));
      controlPlane.finishStart(controllerManagerFlags);
      if (!parts.contains(Part.KUBELET)) {
        Rights.give(controlPlane.client); // else they come with the chart
      }
      return controlPlane;
    } catch (RuntimeException | Error e) {
      sandbox.close();
      throw e;
    }
  }

  private void finishStart(String... controllerManagerFlags) {
    apiServer.awaitReady(access, kubeconfig);
    var flags =
        new ArrayList<>(
            List.of(
                "--kubeconfig=" + kubeconfigInside("kube-controller-manager", "system:masters"),
                "--leader-elect=false",
                "--use-service-account-credentials=false",
                "--service-account-private-key-file=" + apiServer.tokenKey(),
                "--root-ca-file=" + access.authority()));
    flags.addAll(List.of(controllerManagerFlags));
    var manager = startInside(Part.CONTROLLER_MANAGER, flags.toArray(String[]::new));
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
    return access.inside(user, groups);
  }

  /// A kubeconfig for a program inside the namespaces, as a pod of this service account.
  Path kubeconfigOfPod(String account) {
    return access.insidePod(account);
  }

  /// A client on this machine as another user, to see what that one may do. Close it.
  public KubernetesClient clientAs(String user, String... groups) {
    return access.client(Access.config(access.outside(user, groups)));
  }

  /// Runs kubectl on this machine, as a person would.
  public Run kubectl(String... args) {
    return kubectlWithInput("", args);
  }

  /// As [#kubectl], with an input for `-f -`.
  public Run kubectlWithInput(String stdin, String... args) {
    var command = new ArrayList<>(List.of(binaries.path(Part.KUBECTL).toString()));
    command.add("--kubeconfig=" + kubeconfig);
    command.add("--cache-dir=" + sandbox.folder().resolve("kubectl"));
    command.addAll(List.of(args));
    return Run.of(stdin, command);
  }

  /// As [#kubectlWithInput], with this bearer token and no other right.
  public Run kubectlWithToken(String token, String stdin, List<String> args) {
    var command = new ArrayList<>(List.of(binaries.path(Part.KUBECTL).toString()));
    command.addAll(List.of("--kubeconfig=/dev/null", "--server=" + access.server()));
    command.addAll(List.of("--certificate-authority=" + access.authority(), "--token=" + token));
    command.addAll(args);
    return Run.of(stdin, command);
  }

  /// Runs a client command of the built jar on this machine, with all rights.
  public Run fixpoint(String... args) {
    return FixpointProcess.run(kubeconfig, args);
  }

  /// Runs lines of a shell in `folder`, where `kubectl` and `fixpoint` are what people have; ends
  /// at the first that fails.
  public Run shell(Path folder, String lines) {
    var script =
        """
        set -e
        cd '%s'
        kubectl() { '%s' --kubeconfig='%s' --cache-dir='%s' "$@"; }
        fixpoint() { KUBECONFIG='%s' %s "$@"; }
        %s"""
            .formatted(
                folder,
                binaries.path(Part.KUBECTL),
                kubeconfig,
                sandbox.folder().resolve("kubectl"),
                kubeconfig,
                FixpointProcess.program(),
                lines);
    return Run.of(script, List.of("sh"));
  }

  /// As [#fixpoint], as another user.
  public Run fixpointAs(String user, String... args) {
    return FixpointProcess.run(access.outside(user, "people"), args);
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
    return FixpointProcess.start(this, "operator", cp(), 8080, env);
  }

  /// Starts `fixpoint agent` in the node's namespace.
  public FixpointProcess startAgent(ClusterNode node, Map<String, String> env) {
    var all = new HashMap<>(env);
    all.putIfAbsent("FIXPOINT_NODE_NAME", node.name());
    return FixpointProcess.start(this, "agent", node.netns(), 9970, all);
  }

  /// A proxy between the API server and the operator.
  public FaultProxy operatorProxy() {
    return FixpointProcess.proxy(access, "operator", cp());
  }

  /// A proxy between the API server and the agent of a node.
  public FaultProxy agentProxy(ClusterNode node) {
    return FixpointProcess.proxy(access, "agent", node.netns());
  }

  /// What [#startAudited] was asked for.
  public AuditLog auditLog() {
    return AuditLog.of(sandbox);
  }

  /// The API server's process.
  public Program apiServer() {
    return apiServer.process();
  }

  /// Ends the API server in good order; etcd and all else go on.
  public void stopApiServer() {
    apiServer.stop();
  }

  /// Kills the API server.
  public void killApiServer() {
    apiServer.kill();
  }

  /// Starts it again, and waits until it is ready.
  public void startApiServer() {
    apiServer.start();
    apiServer.awaitReady(access, kubeconfig);
  }

  /// The namespace of the control plane.
  public Netns cp() {
    return network.controlPlane();
  }

  public Sandbox sandbox() {
    return sandbox;
  }

  Path certificateAuthority() {
    return access.authority();
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
    access.close();
    sandbox.close();
  }
}
