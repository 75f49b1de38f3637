// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.vip;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Pods of some namespaces, as a peer of a NetworkPolicy selects them. Two that ask for the same in
/// another order are equal.
///
/// @param namespace the only one; empty where `namespaces` selects them
/// @param namespaces by the labels of the Namespace; selects all where `namespace` is given
public record ClientSelector(String namespace, Selector namespaces, Selector pods)
    implements Comparable<ClientSelector> {

  private static final String PREFIX = "clients-";

  public ClientSelector {
    namespaces = namespaces.canonical();
    pods = pods.canonical();
  }

  /// The pods of one namespace.
  public static ClientSelector in(String namespace, Selector pods) {
    return new ClientSelector(namespace, Selector.ALL, pods);
  }

  public static ClientSelector across(Selector namespaces, Selector pods) {
    return new ClientSelector("", namespaces, pods);
  }

  public boolean selectsNamespace(String name, Map<String, String> labels) {
    return namespace.isEmpty() ? namespaces.matches(labels) : namespace.equals(name);
  }

  /// The name of the set of these clients: `clients-` and 32 hexadecimal digits of SHA-256. As long
  /// as that, so that nobody can make another selector with the same name.
  public String setName() {
    var text = new ArrayList<String>();
    text.add(namespace);
    describe(namespaces, text);
    describe(pods, text);
    var encoded = new StringBuilder();
    for (var part : text) {
      encoded.append(part.length()).append(':').append(part);
    }
    return PREFIX + Digest.hex(encoded.toString(), 16);
  }

  private static void describe(Selector selector, List<String> text) {
    text.add(Integer.toString(selector.requirements().size()));
    for (var requirement : selector.requirements()) {
      text.add(requirement.key());
      text.add(requirement.operator().name());
      text.add(Integer.toString(requirement.values().size()));
      text.addAll(requirement.values());
    }
  }

  @Override
  public int compareTo(ClientSelector other) {
    return setName().compareTo(other.setName());
  }

  /// `pods app=front in namespaces team=web`
  @Override
  public String toString() {
    var which = pods.requirements().isEmpty() ? "all pods" : "pods " + pods;
    if (!namespace.isEmpty()) {
      return which + " in namespace " + namespace;
    }
    return namespaces.requirements().isEmpty()
        ? which + " in all namespaces"
        : which + " in namespaces " + namespaces;
  }
}
