// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.bench.report.Contender;
import dev.fixpoint.kit.Program;
import java.util.List;
import java.util.Map;

/// One of the systems, as far as the scenarios handle it: a program for the cluster, and one for
/// the node.
interface Rival {

  /// Starts the cluster's program, and waits until it works.
  Program startControl();

  /// Starts the node's program.
  Program startNode();

  /// Who the cluster's program is at the API server.
  String controlUser();

  /// Who the node's program is there.
  String nodeUser();

  /// The keys under which the API server keeps what there is for a service of this name and
  /// address, as [Etcd#bytes] takes them.
  List<String> stored(String service, String address);

  /// Where its services are.
  String namespace();

  /// Makes a service of this name for the pods labelled `app: LABEL`.
  void create(String name, String label);

  /// All services of the namespace by their names, with their addresses; without those that have
  /// none yet.
  Map<String, String> addresses();

  /// How many services of the namespace have in the API all that a node needs.
  int published();

  /// Deletes all services of the namespace.
  void deleteAll();

  /// @param size how many services there are at most
  static Rival of(Contender contender, Rig rig, String namespace, int size) {
    return contender.isOurs()
        ? new Ours(rig, contender, namespace, size)
        : new Theirs(rig, contender, namespace);
  }
}
