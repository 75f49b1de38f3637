// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/// A node with three pods on it, and another machine next to it, as network namespaces that go
/// when this is closed. Pod N is 10.1.0.N and fd01::N, the node 192.0.2.1 and 2001:db8::1, the
/// machine 192.0.2.2 and 2001:db8::2.
public final class TestNet implements AutoCloseable {

  /// For how long an answer is waited for; longer where all is slower.
  static final int PATIENCE_MILLIS = Integer.getInteger("fixpoint.patience", 3000);

  /// Enough for a client to see that nobody answers.
  static final int SILENCE_MILLIS = 300;

  public static final String NODE = "node";
  public static final String PEER = "peer";
  public static final List<String> PODS = List.of("p1", "p2", "p3");

  private final String prefix =
      "fx-t" + Integer.toHexString(ThreadLocalRandom.current().nextInt(1 << 24)) + "-";
  private final Map<String, ExecutorService> threads = new ConcurrentHashMap<>();
  private final List<String> created = new ArrayList<>();
  private final List<Closeable> servers = new ArrayList<>();
  private final List<DatagramSocket> datagramSockets = new ArrayList<>();

  public TestNet() throws Exception {
    try {
      var machines = new ArrayList<>(PODS);
      machines.addAll(List.of(NODE, PEER));
      for (var machine : machines) {
        created.add(prefix + machine);
      }
      batch("", created.stream().map(name -> "netns add " + name).toList());
      node();
      for (int i = 1; i <= PODS.size(); i++) {
        pod("p" + i, i);
      }
      ip(
          PEER,
          "link set lo up",
          "addr add 192.0.2.2/24 dev eth0",
          "addr add 2001:db8::2/64 dev eth0 nodad",
          "link set eth0 up",
          "route add default via 192.0.2.1",
          "route add default via 2001:db8::1");
      ip(NODE, "route add default via 192.0.2.2", "route add default via 2001:db8::2");
    } catch (Exception e) {
      try {
        close();
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  private void node() throws Exception {
    set("ipv4/ip_forward", "1");
    set("ipv6/conf/all/forwarding", "1");
    // Redirects would use up what the kernel allows of ICMP to one machine.
    set("ipv4/conf/all/send_redirects", "0");
    set("ipv4/conf/default/send_redirects", "0");
    ip(
        NODE,
        "link set lo up",
        "link add eth0 type veth peer name eth0 netns " + prefix + PEER,
        "addr add 192.0.2.1/24 dev eth0",
        "addr add 2001:db8::1/64 dev eth0 nodad",
        "link set eth0 up");
  }

  private void pod(String name, int number) throws Exception {
    var link = "v" + number;
    ip(
        NODE,
        "link add " + link + " type veth peer name eth0 netns " + prefix + name,
        "addr add 169.254.1.1/32 dev " + link,
        "link set " + link + " addrgenmode none",
        "link set " + link + " up",
        "addr add fe80::1/64 dev " + link + " nodad",
        "addr add fd02::1/128 dev " + link + " nodad",
        "route add 10.1.0." + number + " dev " + link,
        "route add fd01::" + number + " dev " + link);
    ip(
        name,
        "link set lo up",
        "addr add 10.1.0." + number + "/32 dev eth0",
        "link set eth0 up",
        "addr add fd01::" + number + "/128 dev eth0 nodad",
        "route add 169.254.1.1 dev eth0",
        "route add default via 169.254.1.1",
        "route add default via fe80::1 dev eth0");
  }

  /// One process for many lines: where there are few tools a second, this is most of a test.
  private void ip(String name, String... lines) throws IOException {
    batch("-n " + prefix + name, List.of(lines));
  }

  private static void batch(String options, List<String> lines) throws IOException {
    execute(("ip " + options + " -batch -").strip(), String.join("\n", lines) + "\n");
  }

  /// Writes one of the files of `/proc/sys/net` of the node.
  private void set(String file, String value) throws Exception {
    in(NODE, () -> Files.writeString(Path.of("/proc/sys/net", file), value));
  }

  /// Runs a command in a namespace and returns what it prints.
  public String sh(String name, String command) throws Exception {
    // Of another thread than tasks, which may call this.
    return in(name, name + " sh", () -> execute(command, ""));
  }

  /// Starts a command that prints until it is destroyed.
  public Process start(String name, String command) throws IOException {
    return new ProcessBuilder(("ip netns exec " + prefix + name + " " + command).split(" "))
        .redirectErrorStream(true)
        .start();
  }

  private static String execute(String command, String input) throws IOException {
    var process = new ProcessBuilder(command.split(" +")).redirectErrorStream(true).start();
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    }
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(command + ": " + output);
    }
    return output;
  }

  /// Runs `task` on the one thread that lives in the namespace.
  public <T> T in(String name, Callable<T> task) throws Exception {
    return in(name, name, task);
  }

  private <T> T in(String name, String key, Callable<T> task) throws Exception {
    var thread =
        threads.computeIfAbsent(
            key,
            _ -> {
              var executor =
                  Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
              executor.submit(() -> enter("/run/netns/" + prefix + name));
              return executor;
            });
    try {
      return thread.submit(task).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  @SuppressWarnings("restricted")
  private static void enter(String path) {
    var linker = Linker.nativeLinker();
    var type =
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    var setnsType =
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    var lookup = linker.defaultLookup();
    var open =
        linker.downcallHandle(lookup.findOrThrow("open"), type, Linker.Option.firstVariadicArg(2));
    var setns = linker.downcallHandle(lookup.findOrThrow("setns"), setnsType);
    try (var arena = Arena.ofConfined()) {
      int file = (int) open.invokeExact(arena.allocateFrom(path), 0);
      if (file < 0 || (int) setns.invokeExact(file, 0x4000_0000) != 0) { // CLONE_NEWNET
        Runtime.getRuntime().halt(1); // never go on in the machine's own namespace
      }
    } catch (Throwable e) {
      Runtime.getRuntime().halt(1);
    }
  }

  /// Serves on all addresses of a namespace: says its name and the client's address, then repeats
  /// each line it gets.
  public void serve(String name, int port) throws Exception {
    var server = in(name, () -> new ServerSocket(port, 200));
    servers.add(server);
    Thread.ofPlatform().daemon().start(() -> accept(name, server));
  }

  /// Serves so on all pods.
  public void servePods(int port) throws Exception {
    for (var pod : PODS) {
      serve(pod, port);
    }
  }

  private static void accept(String name, ServerSocket server) {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        Thread.ofVirtual().start(() -> repeat(name, socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void repeat(String name, Socket socket) {
    try (socket) {
      var client = socket.getInetAddress().getHostAddress();
      socket.getOutputStream().write((name + " " + client + "\n").getBytes(StandardCharsets.UTF_8));
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException gone) {
      // the client left
    }
  }

  /// Answers each datagram on all addresses of a namespace with its name.
  public void answer(String name, int port) throws Exception {
    var socket = in(name, () -> new DatagramSocket(port));
    servers.add(socket);
    Thread.ofPlatform().daemon().start(() -> answer(name, socket));
  }

  private static void answer(String name, DatagramSocket socket) {
    var bytes = name.getBytes(StandardCharsets.UTF_8);
    var packet = new DatagramPacket(new byte[64], 64);
    while (!socket.isClosed()) {
      try {
        socket.receive(packet);
        socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
      } catch (IOException closed) {
        // or a client that left
      }
    }
  }

  /// Connects from a namespace.
  public Socket connect(String name, String address, int port) throws Exception {
    return connect(name, address, port, PATIENCE_MILLIS);
  }

  private Socket connect(String name, String address, int port, int millis) throws Exception {
    return in(
        name,
        () -> {
          var socket = new Socket();
          socket.setSoTimeout(millis);
          try {
            socket.connect(new InetSocketAddress(address, port), millis);
          } catch (IOException e) {
            socket.close();
            throw e;
          }
          return socket;
        });
  }

  /// The first line of what a server says to a new connection: its name, and our address.
  public String ask(String name, String address, int port) throws Exception {
    return ask(name, address, port, PATIENCE_MILLIS);
  }

  /// @param millis how long the connection, and then the answer, may take
  String ask(String name, String address, int port, int millis) throws Exception {
    try (var socket = connect(name, address, port, millis)) {
      return line(socket);
    }
  }

  /// As [#serve], by UDP: says its name and the client's address to each datagram.
  public void serveDatagrams(String name, int port) throws Exception {
    var socket = in(name, () -> new DatagramSocket(port));
    datagramSockets.add(socket);
    Thread.ofPlatform().daemon().start(() -> repeat(name, socket));
  }

  private static void repeat(String name, DatagramSocket socket) {
    var packet = new DatagramPacket(new byte[64], 64);
    while (!socket.isClosed()) {
      try {
        socket.receive(packet);
        var answer =
            (name + " " + packet.getAddress().getHostAddress()).getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      } catch (IOException closed) {
        return;
      }
    }
  }

  /// What a server says to a datagram; an answer from another address does not count.
  public String askByDatagram(String name, String address, int port) throws Exception {
    return askByDatagram(name, address, port, PATIENCE_MILLIS);
  }

  String askByDatagram(String name, String address, int port, int millis) throws Exception {
    try (var socket = in(name, () -> new DatagramSocket())) {
      socket.setSoTimeout(millis);
      socket.connect(new InetSocketAddress(address, port));
      socket.send(new DatagramPacket(new byte[] {'?'}, 1));
      var packet = new DatagramPacket(new byte[64], 64);
      socket.receive(packet);
      return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }
  }

  public static String line(Socket socket) throws IOException {
    var line = new StringBuilder();
    for (int c = socket.getInputStream().read(); c >= 0 && c != '\n'; ) {
      line.append((char) c);
      c = socket.getInputStream().read();
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    for (var server : servers) {
      server.close();
    }
    datagramSockets.forEach(DatagramSocket::close);
    threads.values().forEach(ExecutorService::shutdownNow);
    batch("-force", created.stream().map(name -> "netns del " + name).toList());
  }
}
