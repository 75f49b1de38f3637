// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.netlink;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.vip.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Brings what connection tracking knows of UDP to what is forwarded: rules decide on the first
/// packet of a flow alone, and a UDP flow lasts as long as packets come. Called after the rules are
/// in. Flows of TCP and SCTP are never touched: they end by themselves, and a client whose
/// connection is taken away hangs (kubernetes/kubernetes#100755).
///
/// It compares, and does not rely on having seen every change: what failed once is done the next
/// time (kubernetes/kubernetes#126130).
public final class UdpFlows implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(UdpFlows.class);

  private static final int TIMEOUT_MILLIS = 10_000;

  /// Up to so many addresses each is asked for by itself; beyond, all UDP flows at once.
  private static final int FEW = 8;

  private final NetlinkSocket socket;
  private final Destinations destinations = new Destinations();

  /// In the network namespace of this thread.
  public UdpFlows() throws DataplaneException {
    socket = new NetlinkSocket(TIMEOUT_MILLIS);
  }

  /// [#expect], then [#reconcile]. What fails is told in the log, and done the next time.
  public void settle(Map<Frontend, Forward> changed, Set<Frontend> gone, NodeRules rules) {
    expect(changed, gone, rules);
    try {
      int ended = reconcile();
      if (ended > 0) {
        LOG.infof("ended %d UDP flows to endpoints or of clients that have left", ended);
      }
    } catch (DataplaneException e) {
      LOG.warnf(
          "some UDP flows may go to endpoints that have left, trying again with the next change or audit: %s",
          e.getMessage());
    }
  }

  /// Where the flows of these frontends may go from now on, and whose they may be. Those of other
  /// protocols do not matter.
  ///
  /// @param gone frontends that are no more
  public void expect(Map<Frontend, Forward> changed, Set<Frontend> gone, NodeRules rules) {
    destinations.expect(changed, gone, rules);
  }

  /// Ends the flows that go elsewhere, or whose client has lost its right: their next packet is
  /// judged anew.
  ///
  /// @return how many there were
  /// @throws DataplaneException if the kernel does not answer; the next call tries again
  public int reconcile() throws DataplaneException {
    int ended = 0;
    var doubtful = destinations.doubtful();
    for (var query : queries(doubtful)) {
      for (var flow : list(query)) {
        if (doubtful.contains(flow.frontend()) && destinations.isStale(flow)) {
          end(flow);
          ended++;
        }
      }
    }
    destinations.settled();
    return ended;
  }

  private static List<byte[]> queries(Set<Frontend> frontends) {
    var queries = new ArrayList<byte[]>();
    for (var family : Family.values()) {
      var addresses =
          frontends.stream()
              .map(Frontend::address)
              .filter(address -> address.family() == family)
              .collect(Collectors.toSet());
      if (Flow.isFilteredByAddress(family) && addresses.size() <= FEW) {
        addresses.forEach(address -> queries.add(Flow.list(family, Optional.of(address))));
      } else if (!addresses.isEmpty()) {
        queries.add(Flow.list(family, Optional.empty()));
      }
    }
    return queries;
  }

  private List<Flow> list(byte[] query) throws DataplaneException {
    socket.send(query);
    var flows = new ArrayList<Flow>();
    while (true) {
      for (var message : receive()) {
        if (message.type() == Message.DONE) {
          return flows;
        }
        if (message.type() == Message.ERROR) {
          throw new DataplaneException("conntrack: cannot list flows: errno " + -message.error());
        }
        Flow.parse(message).ifPresent(flows::add);
      }
    }
  }

  private void end(Flow flow) throws DataplaneException {
    socket.send(flow.delete());
    for (var message : receive()) {
      if (message.error() != 0 && message.error() != -Errno.ENOENT) {
        throw new DataplaneException(
            "conntrack: cannot end a flow to " + flow.frontend() + ": errno " + -message.error());
      }
    }
  }

  private List<Message> receive() throws DataplaneException {
    return socket.answer(
        "conntrack: no answer", "conntrack: the answer was too long for its socket");
  }

  @Override
  public void close() {
    socket.close();
  }
}
